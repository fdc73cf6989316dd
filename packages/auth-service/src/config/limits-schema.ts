import { z } from 'zod';
import { LIMIT_NAMES, type LimitAmounts, type LimitName } from '../domain/limit/limits.ts';

/**
 * How many within one window. Far above what honest portals do: a wall of 500 frames behind one
 * address that all recover at once makes 500 exchanges within half a minute, and 10,000 frames renew
 * 2,800 times a minute. Secrets have 256 random bits, so the limit on failed authentication is about
 * noise and not about guessing. Passwords can be guessed: NIST SP 800-63B §3.2.2 allows 100 failures in
 * a row, and from one address an account is closed long before that, for who comes from there only.
 * User codes can be guessed too: of 20⁸ (RFC 8628 §6.1) an address tries 43,200 a day. Authorization
 * requests leave a row behind for an hour, and people make them one by one. The admin API is for people
 * and their scripts: a hundred requests a second of one client, twice that from one office.
 */
export const DEFAULT_LIMITS = {
  mints_per_client: 300_000,
  mints_per_address: 300_000,
  exchanges_per_client: 300_000,
  exchanges_per_address: 300_000,
  revocations_per_address: 300_000,
  token_requests_per_client: 300_000,
  token_requests_per_address: 300_000,
  admin_requests_per_client: 6_000,
  admin_requests_per_address: 12_000,
  authorizations_per_address: 3_000,
  device_authorizations_per_address: 300,
  user_codes_per_address: 30,
  registrations_per_address: 20,
  authentication_failures_per_client_and_address: 300,
  authentication_failures_per_address: 1_500,
  sign_in_failures_per_account_and_address: 10,
  sign_in_failures_per_account: 50,
  sign_in_failures_per_address: 100,
} as const satisfies LimitAmounts;

/** Seconds. */
export const DEFAULT_LIMIT_WINDOW = 60;

/** Seconds. */
export const DEFAULT_SIGN_IN_WINDOW = 900;

const amount = z.union([z.literal(false), z.int().min(1)], {
  error: 'A whole number per window from 1, or off (false).',
});

const amounts = z.strictObject(
  Object.fromEntries(
    LIMIT_NAMES.map((name) => [name, amount.default(DEFAULT_LIMITS[name])]),
  ) as Record<LimitName, z.ZodDefault<typeof amount>>,
);

const allOff = Object.fromEntries(LIMIT_NAMES.map((name) => [name, false])) as Record<
  LimitName,
  false
>;

/** `false` switches one limit off, or all of them. */
export const limitsSchema = z
  .custom<false | z.input<typeof amounts>>()
  .transform((limits) => (limits === false ? allOff : limits))
  .pipe(amounts)
  .optional()
  .transform((limits): LimitAmounts => limits ?? DEFAULT_LIMITS);

/** Seconds. */
export const limitWindowSchema = z
  .int('A whole number of seconds.')
  .min(1)
  .max(3600)
  .default(DEFAULT_LIMIT_WINDOW);

/** Seconds. */
export const signInWindowSchema = z
  .int('A whole number of seconds.')
  .min(1)
  .max(86_400)
  .default(DEFAULT_SIGN_IN_WINDOW);
