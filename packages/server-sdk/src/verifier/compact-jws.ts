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

/**
 * The signature as OpenSSL takes it, an ASN.1 sequence of two integers: its own conversion costs a
 * third of the whole check.
 * @param raw r and s, 32 bytes each
 */
function derSignature(raw: Buffer): Buffer {
  const integers = [raw.subarray(0, 32), raw.subarray(32)].map((bytes) => {
    const first = bytes.findIndex((byte) => byte !== 0);
    const digits = first === -1 ? bytes.subarray(31) : bytes.subarray(first);
    // A leading bit that is set would make it negative.
    const sign = (digits[0] ?? 0) >= 0x80 ? [0] : [];
    return Buffer.from([0x02, digits.length + sign.length, ...sign, ...digits]);
  });
  const length = integers.reduce((sum, { length }) => sum + length, 0);
  return Buffer.concat([Buffer.from([0x30, length]), ...integers]);
}
