import { LOCKED_PARAMETERS_MAX_BYTES, lockedParametersFaults } from '@casement/server-sdk/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testSeed } from '../../../../scripts/test-seed.ts';

fc.configureGlobal(testSeed);

const scalar = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.boolean(),
  fc.double({ noNaN: true, min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
  fc.integer(),
);
const parameters = fc.dictionary(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.oneof(scalar, fc.array(scalar, { maxLength: 5 })),
  { maxKeys: 20 },
);
const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value), 'utf8');

test('flat parameters are accepted exactly up to 2 KiB of UTF-8 JSON', () => {
  fc.assert(
    fc.property(parameters, (value) => {
      const fits = bytes(value) <= LOCKED_PARAMETERS_MAX_BYTES;
      expect(lockedParametersFaults(value).length === 0).toBe(fits);
    }),
    { numRuns: 500 },
  );
});

test('the bound is exact, whatever a character weighs', () => {
  fc.assert(
    fc.property(fc.constantFrom('a', 'é', '€', '😀', '"', '\u0001'), (character) => {
      const weight = bytes(character) - 2;
      const room = LOCKED_PARAMETERS_MAX_BYTES - bytes({ k: '' });
      const full = { k: character.repeat(Math.floor(room / weight)) + 'a'.repeat(room % weight) };
      expect(bytes(full)).toBe(LOCKED_PARAMETERS_MAX_BYTES);
      expect(lockedParametersFaults(full)).toEqual([]);
      const [fault] = lockedParametersFaults({ k: `${full.k}a` });
      expect(fault?.message).toContain('2049');
    }),
  );
});

test('what is accepted survives JSON, and nothing nested or null is accepted', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), parameters), (value) => {
      if (lockedParametersFaults(value).length > 0) return;
      const survived: unknown = JSON.parse(JSON.stringify(value));
      for (const entry of Object.values(survived as object)) {
        for (const part of Array.isArray(entry) ? entry : [entry]) {
          expect(['string', 'number', 'boolean']).toContain(typeof part);
        }
      }
    }),
    { numRuns: 1_000 },
  );
});

test('a value that is not allowed is named by its path, wherever it is', () => {
  const wrong = fc.oneof(
    fc.constant(null),
    fc.dictionary(fc.string(), fc.integer()),
    fc.array(fc.array(fc.integer()), { minLength: 1 }),
    fc.constant([null]),
  );
  fc.assert(
    fc.property(parameters, fc.string(), wrong, (value, key, bad) => {
      if (key === '__proto__') return;
      const faults = lockedParametersFaults({ ...value, [key]: bad });
      expect(faults.map(({ path }) => path)).toContain(`parameters.${key}`);
    }),
  );
});

test('a number is locked as it was sent, or refused by its path', () => {
  const digits = fc.tuple(fc.constantFrom('', '-'), fc.bigInt({ min: 0n, max: 2n ** 64n }));
  fc.assert(
    fc.property(digits, fc.boolean(), ([sign, size], listed) => {
      const sent = `${sign}${size}`;
      const value: unknown = JSON.parse(`{"a":${listed ? `["x",${sent}]` : sent}}`);
      const faults = lockedParametersFaults(value);
      if (faults.length === 0) {
        // No zero has a sign in JSON that is written again.
        const locked = JSON.stringify(value).replace(/[^\d-]/g, '');
        expect(BigInt(locked)).toBe(BigInt(sent));
      } else {
        expect(faults).toEqual([
          { path: listed ? 'parameters.a.1' : 'parameters.a', message: expect.any(String) },
        ]);
        expect(size).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
      }
    }),
    { numRuns: 500 },
  );
});

test('anything else than an object is refused', () => {
  const other = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.anything()),
  );
  fc.assert(
    fc.property(other, (value) => {
      expect(lockedParametersFaults(value)).toHaveLength(1);
    }),
  );
});
