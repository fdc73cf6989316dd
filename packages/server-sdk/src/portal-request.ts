import {
  CHALLENGE_CODE_REASONS,
  type FieldFault,
  PORTAL_BATCH_MAX,
  type PortalBatchRequest,
  type PortalChallengeCodeRequest,
} from './contract/index.ts';
import { quote } from './web-origin.ts';

/** More than any request of a page needs; a batch of 50 has some 5,500. */
export const MAX_PORTAL_BODY_BYTES = 8_192;

const FIELDS = ['key_thumbprint', 'reason', 'attempt'];

export type PortalRequestResult =
  | { ok: true; form: 'single' | 'batch'; requests: PortalChallengeCodeRequest[] }
  | { ok: false; faults: FieldFault[] };

/** Checks the parsed body that the host page posts to the portal's backend; lists every fault. */
export function parsePortalRequest(body: unknown): PortalRequestResult {
  const isBatch = isObject(body) && 'requests' in body;
  const found = isBatch ? batchFaults(body) : requestFaults(body, '');
  if (found.length > 0) return { ok: false, faults: found.slice(0, 10) };
  return isBatch
    ? { ok: true, form: 'batch', requests: (body as unknown as PortalBatchRequest).requests }
    : { ok: true, form: 'single', requests: [body as PortalChallengeCodeRequest] };
}

function batchFaults(body: Record<string, unknown>): FieldFault[] {
  const { requests } = body;
  const faults = unknownFields(body, ['requests'], '');
  if (!Array.isArray(requests) || requests.length < 1 || requests.length > PORTAL_BATCH_MAX)
    faults.push({ path: 'requests', message: `must be a list of 1 to ${PORTAL_BATCH_MAX}.` });
  else faults.push(...requests.flatMap((one, at) => requestFaults(one, `requests.${at}`)));
  return faults;
}

/** @param path where the request stands in the body; empty where it is the body */
function requestFaults(request: unknown, path: string): FieldFault[] {
  if (!isObject(request)) return [{ path, message: 'must be a JSON object.' }];
  const faults: FieldFault[] = [];
  const { key_thumbprint, reason, attempt } = request;
  if (typeof key_thumbprint !== 'string' || !/^[\w-]{43}$/.test(key_thumbprint))
    faults.push({
      path: below(path, 'key_thumbprint'),
      message: 'must be an RFC 7638 SHA-256 thumbprint: 43 base64url characters.',
    });
  if (!(CHALLENGE_CODE_REASONS as readonly unknown[]).includes(reason))
    faults.push({
      path: below(path, 'reason'),
      message: `must be one of ${CHALLENGE_CODE_REASONS.join(', ')}.`,
    });
  if (attempt !== undefined && (!Number.isSafeInteger(attempt) || Number(attempt) < 0))
    faults.push({ path: below(path, 'attempt'), message: 'must be a whole number, 0 or more.' });
  return [...faults, ...unknownFields(request, FIELDS, path)];
}

function unknownFields(
  object: Record<string, unknown>,
  known: readonly string[],
  path: string,
): FieldFault[] {
  return Object.keys(object)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: below(path, name.slice(0, 100)),
      message: `${quote(name)} is unknown; the fields are ${known.join(', ')}.`,
    }));
}

function below(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
