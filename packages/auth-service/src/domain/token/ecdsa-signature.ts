/**
 * ECDSA signatures over P-256 in their two forms: JWS has r and s side by side, 32 bytes each
 * (RFC 7518 §3.4), OpenSSL has them as DER (RFC 3279 §2.2.3). `node:crypto` converts by itself when
 * asked, but the way it takes options costs as much as a signature; so it gets and gives DER.
 */

const COORDINATE_BYTES = 32;
const INTEGER = 0x02;
const SEQUENCE = 0x30;

/** r ‖ s to DER. `undefined` when it is not 64 bytes long. */
export function toDer(signature: Buffer): Buffer | undefined {
  if (signature.length !== 2 * COORDINATE_BYTES) return undefined;
  const r = derInteger(signature.subarray(0, COORDINATE_BYTES));
  const s = derInteger(signature.subarray(COORDINATE_BYTES));
  return Buffer.concat([Buffer.from([SEQUENCE, r.length + s.length]), r, s]);
}

/** DER, as OpenSSL writes it, to r ‖ s. */
export function fromDer(der: Buffer): Buffer {
  const signature = Buffer.alloc(2 * COORDINATE_BYTES);
  let at = 2;
  for (const end of [COORDINATE_BYTES, 2 * COORDINATE_BYTES]) {
    const length = der[at + 1] ?? 0;
    const from = at + 2;
    // A leading zero only says that the number is positive.
    const zeros = Math.max(0, length - COORDINATE_BYTES);
    der.copy(signature, end - (length - zeros), from + zeros, from + length);
    at = from + length;
  }
  return signature;
}

function derInteger(bytes: Buffer): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const digits = bytes.subarray(start);
  const negative = (digits[0] ?? 0) >= 0x80;
  const head = negative ? [INTEGER, digits.length + 1, 0] : [INTEGER, digits.length];
  return Buffer.concat([Buffer.from(head), digits]);
}
