import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  type CompactJws,
  decodePart,
  importEcPublicKey,
  isSignedBy,
  splitCompactJws,
} from '../../src/verifier/compact-jws.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

function signed(payload: string, key: KeyObject = privateKey): CompactJws {
  const parts = ['{}', payload].map((part) => Buffer.from(part).toString('base64url'));
  const [header = '', body = ''] = parts;
  const signature = sign('sha256', Buffer.from(`${header}.${body}`), {
    key,
    dsaEncoding: 'ieee-p1363',
  });
  return { header, payload: body, signature: signature.toString('base64url') };
}

describe('signatures', () => {
  test('of every length of r and s', async () => {
    const lengths = new Set<string>();
    // One of 256 starts with a zero byte, one of 2 with a bit that is set.
    for (let time = 0; time < 2_000; time += 1) {
      const jws = signed(String(time));
      const raw = Buffer.from(jws.signature, 'base64url');
      const kind = (byte: number | undefined) => (byte === 0 ? 0 : (byte ?? 0) >= 0x80 ? 2 : 1);
      lengths.add(`${kind(raw[0])}${kind(raw[32])}`);
      expect(await isSignedBy(jws, publicKey), jws.signature).toBe(true);
    }
    expect(lengths.size).toBeGreaterThanOrEqual(6);
  });

  test('of something else, by somebody else, or of nothing', async () => {
    const good = signed('a');
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const withBytes = (change: (raw: Buffer) => void): CompactJws => {
      const raw = Buffer.from(good.signature, 'base64url');
      change(raw);
      return { ...good, signature: raw.toString('base64url') };
    };
    for (const bad of [
      { ...good, payload: signed('b').payload },
      { ...good, header: good.payload },
      signed('a', other.privateKey),
      withBytes((raw) => raw.fill(0)),
      withBytes((raw) => raw.fill(0, 0, 32)),
      withBytes((raw) => raw.fill(0, 32)),
      withBytes((raw) => raw.fill(0xff)),
      withBytes((raw) => raw.fill(0xff, 32)),
      withBytes((raw) => {
        raw[63] = (raw[63] ?? 0) ^ 1;
      }),
    ])
      expect(await isSignedBy(bad, publicKey), JSON.stringify(bad)).toBe(false);
  });
});

test.each([
  '',
  'a.b',
  'a.b.c',
  `a.b.${'c'.repeat(85)}`,
  `a.b.${'c'.repeat(87)}`,
  `.b.${'c'.repeat(86)}`,
  `a..${'c'.repeat(86)}`,
  `a.b.${'c'.repeat(86)}.d`,
  `a.b.${'c'.repeat(86)}\n`,
  `a+.b.${'c'.repeat(86)}`,
])('%j is no compact JWS of ES256', (text) => {
  expect(splitCompactJws(text)).toBeUndefined();
});

test.each(['', 'null', '[]', '"a"', '7', '{', '{"a":1}{}'])('%j is no object', (json) => {
  expect(decodePart(Buffer.from(json).toString('base64url'))).toBeUndefined();
});

test('a point off the curve is no key', () => {
  const at = 'a'.repeat(43);
  expect(importEcPublicKey({ kty: 'EC', crv: 'P-256', x: at, y: at })).toBeUndefined();
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  expect(importEcPublicKey({ kty: 'EC', crv: 'P-256', x, y })?.equals(publicKey)).toBe(true);
});
