import type { Failure } from '../errors.ts';
import type { Dispose } from '../listeners.ts';
import { onPolicyViolation, probeFrame } from './frame-probe.ts';

export interface FrameWatch {
  /** The frame should speak within the time from now on. */
  expect(): void;
  /** It has. */
  heard(): void;
  stop: Dispose;
}

const PROBE_TIMEOUT_MS = 3_000;

/** Finds out why a frame does not speak: kept out by this page, unreachable, or there but silent. */
export function watchForFrame(
  src: string,
  timeoutMs: number,
  onSilence: (failure: Failure) => void,
): FrameWatch {
  const { origin } = new URL(src);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let watch = 0;

  const stopListening = onPolicyViolation('frame-src', src, () => {
    heard();
    onSilence({
      code: 'frame_blocked',
      message: `The page’s Content-Security-Policy keeps the frame out; add ${origin} to frame-src.`,
    });
  });

  async function explain(): Promise<void> {
    const explained = watch;
    const answers = await probeFrame(src, PROBE_TIMEOUT_MS);
    if (explained === watch) onSilence(failureFor(answers, origin, timeoutMs));
  }

  function heard(): void {
    clearTimeout(timer);
    watch += 1;
  }

  return {
    expect() {
      heard();
      timer = setTimeout(explain, timeoutMs);
    },
    heard,
    stop() {
      heard();
      stopListening();
    },
  };
}

function failureFor(answers: 'yes' | 'no' | 'unknown', origin: string, timeoutMs: number): Failure {
  return answers === 'no'
    ? {
        code: 'frame_unreachable',
        message: `No server answers at ${origin}.`,
      }
    : {
        code: 'frame_silent',
        message: `The frame did not speak in ${timeoutMs} ms: its frame-ancestors does not allow ${location.origin} (see the console), or its document does not call connectToHost().`,
      };
}
