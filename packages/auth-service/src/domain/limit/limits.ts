import { DomainError } from '../errors.ts';
import type { RateLimiter } from './rate-limiter.ts';

/** Every limit there is: a closed set, since the names are public (descriptions, audit, metrics). */
export const LIMIT_NAMES = [
  'mints_per_client',
  'mints_per_address',
  'exchanges_per_client',
  'exchanges_per_address',
  'authorizations_per_address',
  'device_authorizations_per_address',
  'user_codes_per_address',
  'registrations_per_address',
  'authentication_failures_per_client_and_address',
  'authentication_failures_per_address',
  'sign_in_failures_per_account_and_address',
  'sign_in_failures_per_account',
  'sign_in_failures_per_address',
] as const;

export type LimitName = (typeof LIMIT_NAMES)[number];

/** What people type can be guessed: such limits have a window of their own, and a longer one. */
const isAboutPeople = (name: LimitName): boolean => name.startsWith('sign_in_');

/** How many per window; `false`: no limit. */
export type LimitAmounts = Readonly<Record<LimitName, number | false>>;

/** Whom a refusal by a limit is attributed to, where that is proven. */
interface Subject {
  clientId?: string;
}

export interface Limits {
  /** @throws DomainError `slow_down` when this one is too many */
  take(name: LimitName, key: string, subject?: Subject): Promise<void>;
  /** Counts one without refusing it: the next `refuseUsedUp` will. */
  count(name: LimitName, key: string): Promise<void>;
  /** Takes back what `take` or `count` counted. */
  giveBack(name: LimitName, key: string): Promise<void>;
  /** @throws DomainError `slow_down` when the limit is used up */
  refuseUsedUp(name: LimitName, key: string, subject?: Subject): Promise<void>;
}

export interface LimitOptions {
  amounts: LimitAmounts;
  /** Seconds. */
  window: number;
  /** The same for limits on what people type. Seconds. */
  signInWindow: number;
  /** Makes the counter of one limit. */
  limiter: (options: { amount: number; window: number }) => RateLimiter;
  /** Hears of every refusal. */
  onRefused?: (name: LimitName) => void;
}

/** Client IDs and addresses are shorter; what a stranger sends may not be, and counters keep keys. */
const KEY_MAX = 128;

export function createLimits(options: LimitOptions): Limits {
  const { amounts, limiter, onRefused } = options;
  const windowOf = (name: LimitName): number =>
    isAboutPeople(name) ? options.signInWindow : options.window;
  const limiters = new Map<LimitName, { amount: number; limiter: RateLimiter }>();
  for (const name of LIMIT_NAMES) {
    const amount = amounts[name];
    if (amount !== false)
      limiters.set(name, { amount, limiter: limiter({ amount, window: windowOf(name) }) });
  }
  const ask = async (
    name: LimitName,
    method: 'take' | 'remainingWait',
    key: string,
    subject: Subject | undefined,
  ): Promise<void> => {
    const limit = limiters.get(name);
    const wait = await limit?.limiter[method](key.slice(0, KEY_MAX));
    if (!limit || wait === undefined) return;
    onRefused?.(name);
    const retryAfter = Math.max(1, Math.ceil(wait / 1000));
    throw new DomainError(
      'slow_down',
      `Too many requests: the limit ${name} (${limit.amount} within ${windowOf(name)} s) is used up. Wait ${retryAfter} s, as Retry-After says; the operator can raise the limit.`,
      { retryAfter, attribution: { reason: name, clientId: subject?.clientId } },
    );
  };
  return {
    take: (name, key, subject) => ask(name, 'take', key, subject),
    refuseUsedUp: (name, key, subject) => ask(name, 'remainingWait', key, subject),
    count: async (name, key) => {
      await limiters.get(name)?.limiter.take(key.slice(0, KEY_MAX));
    },
    giveBack: async (name, key) => {
      await limiters.get(name)?.limiter.giveBack(key.slice(0, KEY_MAX));
    },
  };
}
