import {
  CHALLENGE_CODE_REASONS,
  type FieldFault,
  type PortalChallengeCodeRequest,
} from './contract/index.ts';
import { quote } from './web-origin.ts';

/** More than any request of a page needs. */
export const MAX_PORTAL_BODY_BYTES = 4_096;

const FIELDS = ['key_thumbprint', 'reason', 'attempt'] as const;

export type PortalRequestResult =
  | { ok: true; value: PortalChallengeCodeRequest }
  | { ok: false; faults: FieldFault[] };

/** Checks the parsed body that the host page posts to the portal's backend; lists every fault. */
export function parsePortalRequest(body: unknown): PortalRequestResult {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return { ok: false, faults: [{ path: '', message: 'must be a JSON object.' }] };
  const faults: FieldFault[] = [];
  const { key_thumbprint, reason, attempt } = body as Record<string, unknown>;
  if (typeof key_thumbprint !== 'string' || !/^[\w-]{43}$/.test(key_thumbprint))
    faults.push({
      path: 'key_thumbprint',
      message: 'must be an RFC 7638 SHA-256 thumbprint: 43 base64url characters.',
    });
  if (!(CHALLENGE_CODE_REASONS as readonly unknown[]).includes(reason))
    faults.push({
      path: 'reason',
      message: `must be one of ${CHALLENGE_CODE_REASONS.join(', ')}.`,
    });
  if (attempt !== undefined && (!Number.isSafeInteger(attempt) || Number(attempt) < 0))
    faults.push({ path: 'attempt', message: 'must be a whole number, 0 or more.' });
  for (const name of Object.keys(body)) {
    if (!(FIELDS as readonly string[]).includes(name))
      faults.push({
        path: name.slice(0, 100),
        message: `${quote(name)} is unknown; the fields are ${FIELDS.join(', ')}.`,
      });
  }
  return faults.length === 0
    ? { ok: true, value: body as PortalChallengeCodeRequest }
    : { ok: false, faults: faults.slice(0, 10) };
}

/** Whether a `Content-Type` is JSON; a page of another site cannot send that without asking first. */
export function isJsonContentType(header: string | null | undefined): boolean {
  return /^application\/json\s*(?:;|$)/i.test(header?.trim() ?? '');
}

export type BodyResult = { ok: true; value: unknown } | { ok: false; fault: string };

/**
 * Reads a JSON body of at most {@link MAX_PORTAL_BODY_BYTES}; a longer one is not read to its end.
 * @param chunks the body's bytes; null where there is none
 */
export async function readJsonBody(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array> | null,
): Promise<BodyResult> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks ?? []) {
    size += chunk.length;
    if (size > MAX_PORTAL_BODY_BYTES)
      return { ok: false, fault: `is larger than ${MAX_PORTAL_BODY_BYTES} bytes.` };
    parts.push(chunk);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts));
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false, fault: 'must be valid JSON in UTF-8.' };
  }
}
