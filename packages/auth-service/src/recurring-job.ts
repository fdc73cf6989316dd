import type { Logger } from 'pino';

/**
 * Runs `job` every `interval` milliseconds (and `atOnce` too, when told), never twice at once; a failure is logged and the next run
 * tries again. Answers what stops it and waits for the run under way.
 */
export function startRecurringJob(
  name: string,
  job: () => Promise<unknown>,
  { interval, logger, atOnce = false }: { interval: number; logger: Logger; atOnce?: boolean },
): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  let busy = false;
  const run = () => {
    if (busy) return;
    busy = true;
    running = job()
      .catch((error: unknown) => logger.error({ message: String(error) }, `${name} failed`))
      .finally(() => {
        busy = false;
      });
  };
  const timer = setInterval(run, interval);
  timer.unref();
  if (atOnce) run();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
