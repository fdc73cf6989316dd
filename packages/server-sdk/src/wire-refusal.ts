import { type FieldFault, isErrorBody } from './contract/index.ts';
import { CasementError, type CasementErrorCode } from './errors.ts';
import type { TransportReply } from './http-transport.ts';

/** Parsed JSON, or undefined where a text is none. The parser's own message quotes the text: dropped. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The typed error for an answer that is not the awaited one: the issuer's own refusal with its code,
 * or what a proxy in between said, by its status.
 * @param secrets texts that must not come back in a message even if the other side echoes them
 */
export function refusalFrom(
  reply: TransportReply,
  what: string,
  secrets: readonly string[] = [],
): CasementError {
  const details = { status: reply.status, retryAfterSeconds: reply.retryAfterSeconds };
  const body = parseJson(reply.text);
  if (reply.status >= 400 && isErrorBody(body)) {
    const description =
      typeof body.error_description === 'string' ? body.error_description : 'no description';
    return new CasementError(
      body.error,
      `${what} was refused with ${reply.status} ${body.error}: ${harmless(description, secrets)}`,
      { ...details, errors: fieldFaults(body.errors, secrets) },
    );
  }
  const [code, hint] = unknownAnswer(reply.status);
  return new CasementError(code, `${what} got ${reply.status}${hint}`, details);
}

function unknownAnswer(status: number): [CasementErrorCode, string] {
  if (status >= 300 && status < 400)
    return [
      'unexpected_response',
      ': redirects are not followed, set issuer to the final address.',
    ];
  if (status === 429) return ['slow_down', ' from something in front of the issuer.'];
  if (status === 502 || status === 503 || status === 504)
    return ['temporarily_unavailable', ': the issuer is not reachable behind its gateway.'];
  return ['unexpected_response', ' and no answer of this protocol; is issuer the right address?'];
}

function fieldFaults(value: unknown, secrets: readonly string[]): FieldFault[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const faults: FieldFault[] = [];
  for (const item of value.slice(0, 50) as unknown[]) {
    if (typeof item !== 'object' || item === null) continue;
    const { path, message } = item as { path?: unknown; message?: unknown };
    if (typeof path === 'string' && typeof message === 'string')
      faults.push({ path: harmless(path, secrets), message: harmless(message, secrets) });
  }
  return faults;
}

/** Text from outside on one line, bounded, without control characters, secrets or codes. */
function harmless(text: string, secrets: readonly string[]): string {
  let clean = text.slice(0, 1_000);
  for (const secret of secrets) clean = clean.replaceAll(secret, '[redacted]');
  return clean.replace(/csm_[a-z]+_[\w-]+/g, '[redacted]').replace(/\p{Cc}+/gu, ' ');
}
