import { createPublicKey, type KeyObject, verify } from 'node:crypto';

/** The three parts of a JWS in its compact form (RFC 7515 §7.1), of ES256's length, still encoded. */
export interface CompactJws {
  header: string;
  payload: string;
  signature: string;
}

/** A public key on P-256, as a JWK. */
export interface EcPublicJwk {
  kty: 'EC';
  crv: 'P-256';
  x: string;
  y: string;
}

/** @returns undefined where the text is no such JWS; its parts are not looked into */
export function splitCompactJws(text: string): CompactJws | undefined {
  const [, header, payload, signature] = /^([\w-]+)\.([\w-]+)\.([\w-]{86})$/.exec(text) ?? [];
  if (header === undefined || payload === undefined || signature === undefined) return undefined;
  return { header, payload, signature };
}

/** The JSON object in a part; undefined where there is none. */
export function decodePart(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The `kid` of a JWS that was verified before; undefined where it has none. */
export function keyIdOf(jws: string): string | undefined {
  const { kid } = decodePart(jws.slice(0, jws.indexOf('.'))) ?? {};
  return typeof kid === 'string' ? kid : undefined;
}

/** @returns undefined where the coordinates are no point of the curve */
export function importEcPublicKey({ kty, crv, x, y }: EcPublicJwk): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/** Whether the key has signed header and payload with ES256 (RFC 7518 §3.4). */
export function isSignedBy(jws: CompactJws, key: KeyObject): Promise<boolean> {
  const signature = derSignature(Buffer.from(jws.signature, 'base64url'));
  const data = Buffer.from(`${jws.header}.${jws.payload}`, 'latin1');
  // With a callback it runs beside the event loop, on a thread of its own.
  return new Promise((resolve) => {
    verify('sha256', data, key, signature, (error, signed) => resolve(error === null && signed));
  });
}

/** A sequence and two integers of at most 33 bytes each, with their tags and lengths. */
const MAX_DER_LENGTH = 72;

/**
 * The signature as OpenSSL takes it, an ASN.1 sequence of two integers: its own conversion costs a
 * third of the whole check.
 * @param raw r and s, 32 bytes each
 */
function derSignature(raw: Buffer): Buffer {
  const der = Buffer.allocUnsafe(MAX_DER_LENGTH);
  const middle = putInteger(raw, 0, der, 2);
  const end = putInteger(raw, 32, der, middle);
  der[0] = 0x30;
  der[1] = end - 2;
  return der.subarray(0, end);
}

/** @returns where the integer ends in `der` */
function putInteger(raw: Buffer, from: number, der: Buffer, at: number): number {
  const end = from + 32;
  let first = from;
  while (first < end - 1 && raw[first] === 0) first += 1;
  // A leading bit that is set would make it negative.
  const sign = (raw[first] ?? 0) >= 0x80 ? 1 : 0;
  der[at] = 0x02;
  der[at + 1] = end - first + sign;
  if (sign === 1) der[at + 2] = 0;
  raw.copy(der, at + 2 + sign, first, end);
  return at + 2 + sign + end - first;
}
