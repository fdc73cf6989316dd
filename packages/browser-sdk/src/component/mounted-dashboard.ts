import type { EmbeddedDashboard } from '../host/embedded-dashboard.ts';
import type { Dispose } from '../listeners.ts';
import { type Embedding, embedInto, type Mounting } from './embedding.ts';

/** A dashboard that follows properties, as components have them. */
export interface MountedDashboard {
  /**
   * Embeds where the identity is another (or nothing is embedded yet), and otherwise changes what can
   * change while a frame is there.
   */
  update(mounting: Mounting, identity: string): void;
  /** The dashboard, if it is that one. */
  embeddedAs(identity: string): EmbeddedDashboard | null;
  /**
   * Keeps it until the answer is called, and is not followed by another `hold` at once. Frameworks take
   * components out and put them back in one go (StrictMode, a move in the document), and a frame that
   * stays must not load twice.
   */
  hold(): Dispose;
}

export function createMountedDashboard(): MountedDashboard {
  let latest: Mounting;
  let embedding: Embedding | undefined;
  let embedded = '';
  let isHeld = false;

  function stop(): void {
    embedding?.stop();
    embedding = undefined;
  }

  return {
    embeddedAs: (identity) => (identity === embedded && embedding?.dashboard) || null,
    update(mounting, identity) {
      latest = mounting;
      if (embedding && identity === embedded) {
        embedding.follow();
      } else {
        stop();
        embedded = identity;
        embedding = embedInto(() => latest);
      }
    },
    hold() {
      isHeld = true;
      return () => {
        isHeld = false;
        queueMicrotask(() => isHeld || stop());
      };
    },
  };
}
