import { CasementError } from './errors.ts';
import type { TransportTimeouts } from './transport-options.ts';

/** The connection was not made or broke before an answer: nothing was learned, so ask again. */
const RETRYABLE: readonly string[] = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
];

/** Whether a failure is one of the connection, not of the answer, the certificate or the caller. */
export function isConnectionFailure(error: unknown): boolean {
  return RETRYABLE.includes(codeOf(error));
}

/** Turns what undici threw into the SDK's own error. */
export function transportError(
  error: unknown,
  timeouts: TransportTimeouts,
  origin: string,
): CasementError {
  if (error instanceof CasementError) return error;
  const code = codeOf(error);
  if (code === 'UND_ERR_CONNECT_TIMEOUT')
    return timeout(`No connection to ${origin} within ${timeouts.connectMs} ms.`, error);
  if (code === 'UND_ERR_HEADERS_TIMEOUT')
    return timeout(`${origin} took more than ${timeouts.headersMs} ms to answer.`, error);
  if (code === 'UND_ERR_BODY_TIMEOUT')
    return timeout(`${origin} fell silent for ${timeouts.bodyMs} ms within its answer.`, error);
  if (code === 'UND_ERR_CLOSED' || code === 'UND_ERR_DESTROYED')
    return new CasementError('client_closed', 'The HTTP dispatcher is closed.', { cause: error });
  // By name: the parser's errors do not always have a code.
  const unparsable = error instanceof Error && error.name === 'HTTPParserError';
  if (unparsable || code === 'UND_ERR_HEADERS_OVERFLOW')
    return new CasementError('unexpected_response', `${origin} did not answer in proper HTTP.`, {
      cause: error,
    });
  const suffix = code === '' ? '' : ` (${code})`;
  return new CasementError('network_error', `No answer from ${origin}${suffix}.`, { cause: error });
}

/** The time for everything, retries included, is over. */
export function totalTimeout(timeouts: TransportTimeouts, origin: string): CasementError {
  return timeout(`No complete answer from ${origin} within ${timeouts.totalMs} ms in all.`);
}

function timeout(message: string, cause?: unknown): CasementError {
  return new CasementError('timeout', message, cause === undefined ? {} : { cause });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}
