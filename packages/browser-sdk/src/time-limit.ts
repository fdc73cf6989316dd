/** A signal that ends with the given one or after `ms`, and a way to let go of its timer and listener. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  /** True when the time was up, false when the outer signal ended it. */
  expired(): boolean;
  release(): void;
}

/**
 * `AbortSignal.any([signal, AbortSignal.timeout(ms)])`, but leaving no timer behind once released:
 * a destroyed dashboard must not keep anything alive.
 */
export function limitTime(ms: number, signal?: AbortSignal): TimeLimit {
  const controller = new AbortController();
  let expired = false;
  const abort = (): void => controller.abort(signal?.reason);
  const timer = setTimeout(() => {
    expired = true;
    controller.abort();
  }, ms);
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  return {
    signal: controller.signal,
    expired: () => expired,
    release() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
  };
}

/** Rejects with the signal's reason once it ends; otherwise settles as `promise` does. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
