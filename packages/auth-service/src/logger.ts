import { type Logger, pino } from 'pino';

/**
 * Structured logs to standard output. Lines are gathered for up to a quarter of a second, since one
 * write per request would cost as much as the request's database work; pino flushes at exit.
 */
export function createLogger(level: string): Logger {
  const destination = pino.destination({
    dest: 1,
    sync: false,
    minLength: 8192,
    periodicFlush: 250,
  });
  return pino({ level, base: { service: 'casement-auth' } }, destination);
}
