/**
 * What comes of `work`, unless the signal ends or `ms` have passed first: then it rejects with the
 * signal's reason or a `TimeoutError`, whether `work` heeds its own signal or not. Like
 * `AbortSignal.any([signal, AbortSignal.timeout(ms)])`, but with no timer or listener left behind:
 * a destroyed dashboard must not keep anything alive.
 */
export async function within<T>(
  ms: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  const timer = setTimeout(() => {
    controller.abort(new DOMException(`no answer in ${ms} ms`, 'TimeoutError'));
  }, ms);
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  try {
    return await new Promise<T>((resolve, reject) => {
      const limit = controller.signal;
      limit.addEventListener('abort', () => reject(limit.reason));
      limit.throwIfAborted();
      work(limit).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** Whether `within` gave up because the time was up. */
export function isTimeout(thrown: unknown): boolean {
  return Object(thrown).name === 'TimeoutError';
}
