import type { Failure } from '../errors.ts';
import type { Dispose } from '../listeners.ts';

const VIOLATION = 'securitypolicyviolation';

export interface FrameWatch {
  /** The frame should speak within the time from now on. */
  expect(): void;
  /** It has. */
  heard(): void;
  stop: Dispose;
}

/** Finds out why a frame does not speak: kept out by this page, unreachable, or there but silent. */
export function watchForFrame(
  src: URL,
  timeoutMs: number,
  onSilence: (failure: Failure) => void,
): FrameWatch {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let watch = 0;

  async function explain(isBlocked?: boolean): Promise<void> {
    heard();
    const explained = watch;
    const failure = await import('./host-diagnostics.ts').then(
      ({ explainSilence }) => explainSilence(src, isBlocked, timeoutMs),
      (): Failure => ({
        code: isBlocked ? 'frame_blocked' : 'frame_silent',
        message: 'The frame does not speak.',
      }),
    );
    if (explained === watch) onSilence(failure);
  }

  function heard(): void {
    clearTimeout(timer);
    watch += 1;
  }

  const onViolation = (event: SecurityPolicyViolationEvent): void => {
    if (event.effectiveDirective === 'frame-src' && event.blockedURI.startsWith(src.origin)) {
      void explain(true);
    }
  };
  document.addEventListener(VIOLATION, onViolation);
  return {
    expect() {
      heard();
      timer = setTimeout(explain, timeoutMs);
    },
    heard,
    stop() {
      heard();
      document.removeEventListener(VIOLATION, onViolation);
    },
  };
}
