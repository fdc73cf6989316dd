import type { SessionVerifier, VerifierMode } from '../../src/index.ts';

/** Resolves when the verifier is in a mode, at once or after any number of changes. */
export function reached(
  verifier: SessionVerifier,
  mode: VerifierMode,
  withinMs = 60_000,
): Promise<void> {
  if (verifier.status.mode === mode) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      dispose();
      reject(new Error(`still ${verifier.status.mode} after ${withinMs} ms, not ${mode}`));
    }, withinMs);
    const dispose = verifier.on('statuschange', (status) => {
      if (status.mode !== mode) return;
      clearTimeout(timer);
      dispose();
      resolve();
    });
  });
}

/** Resolves with the next event of a name. */
export function nextRevocation(verifier: SessionVerifier): Promise<void> {
  return new Promise((resolve) => {
    const dispose = verifier.on('revoked', () => {
      dispose();
      resolve();
    });
  });
}

/** Resolves when a condition that has no event of its own holds. */
export async function until(condition: () => boolean, withinMs = 60_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
