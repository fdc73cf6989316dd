import { LOCKED_PARAMETERS_MAX_BYTES } from '@casement/server-sdk/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lockedParametersFaults } from '../../src/domain/challenge-code/locked-parameters.ts';

const scalar = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
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
