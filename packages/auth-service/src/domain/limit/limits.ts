import { DomainError, type RefusalAttribution } from '../errors.ts';
import type { RateLimiter } from './rate-limiter.ts';

/** Every limit there is: a closed set, since the names are public (descriptions, audit, metrics). */
export const LIMIT_NAMES = [
  'mints_per_client',
  'mints_per_address',
  'exchanges_per_client',
  'exchanges_per_address',
  'revocations_per_address',
  'token_requests_per_client',
  'token_requests_per_address',
  'admin_requests_per_client',
  'admin_requests_per_address',
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

/** Those that count what a client asks for: a client's own limit counts the same. */
export type ClientLimitName = Extract<LimitName, `${string}_per_client`>;

const isAboutClients = (name: LimitName): name is ClientLimitName => name.endsWith('_per_client');

/** A client, as far as limits go. */
export interface LimitedClient {
  id: string;
  /** Its own limit, of each kind of request by itself; `undefined`: only the service's count. */
  requestsPerMinute: number | undefined;
  /** Who counts by themselves, where everybody has the client; absent: all of its requests count together. */
  userId?: string | undefined;
}

/** Whose requests count together. */
export const limitedKey = ({ id, userId }: LimitedClient): string =>
  userId === undefined ? id : `${id} ${userId}`;

/** What people type can be guessed: such limits have a window of their own, and a longer one. */
const isAboutPeople = (name: LimitName): boolean => name.startsWith('sign_in_');

/** How many per window; `false`: no limit. */
export type LimitAmounts = Readonly<Record<LimitName, number | false>>;

/** Whom a refusal by a limit is attributed to, where that is proven. */
interface Subject {
  clientId?: string;
}

/** How requests are counted by limits of some names; `whom`: of whom. */
interface Counting<Name extends LimitName, Whom extends unknown[]> {
  /** @throws DomainError `slow_down` when this one is too many */
  take(name: Name, ...whom: Whom): Promise<void>;
  /** Counts one without refusing it: the next `refuseUsedUp` will. */
  count(name: Name, ...whom: Whom): Promise<void>;
  /** Takes back what `take` or `count` counted. */
  giveBack(name: Name, ...whom: Whom): Promise<void>;
  /** @throws DomainError `slow_down` when the limit is used up */
  refuseUsedUp(name: Name, ...whom: Whom): Promise<void>;
}

export interface Limits extends Counting<LimitName, [key: string, subject?: Subject]> {
  /**
   * The same by what a client has set for itself, and by nothing else. Whatever the service's window is, a
   * client's own limit counts within a minute.
   */
  own: Counting<ClientLimitName, [client: LimitedClient]>;
}

export interface LimitOptions {
  amounts: LimitAmounts;
  /** Seconds. */
  window: number;
  /** The same for limits on what people type. Seconds. */
  signInWindow: number;
  /** Makes the counters of one limit. */
  limiter: (options: { window: number }) => RateLimiter;
  /** Hears of every refusal. */
  onRefused?: (name: LimitName) => void;
}

/** Client IDs and addresses are shorter; what a stranger sends may not be, and counters keep keys. */
const KEY_MAX = 128;

const MINUTE = 60;

export function createLimits(options: LimitOptions): Limits {
  const { amounts, limiter, onRefused } = options;
  const windowOf = (name: LimitName): number =>
    isAboutPeople(name) ? options.signInWindow : options.window;
  const limiters = new Map(
    LIMIT_NAMES.map((name) => [name, limiter({ window: windowOf(name) })] as const),
  );
  const ownLimiters = new Map(
    LIMIT_NAMES.filter(isAboutClients).map((name) => [name, limiter({ window: MINUTE })] as const),
  );
  return {
    ...counting((name: LimitName, key: string, subject?: Subject) => {
      const amount = amounts[name];
      if (amount === false) return undefined;
      return {
        limiter: limiters.get(name),
        ...{ key: key.slice(0, KEY_MAX), amount },
        limit: () => `the limit ${name} (${amount} within ${windowOf(name)} s)`,
        remedy: 'the operator can raise the limit',
        attribution: { clientId: subject?.clientId },
      };
    }, onRefused),
    own: counting((name: ClientLimitName, client: LimitedClient) => {
      const { id: clientId, requestsPerMinute } = client;
      if (requestsPerMinute === undefined) return undefined;
      return {
        limiter: ownLimiters.get(name),
        ...{ key: limitedKey(client), amount: requestsPerMinute },
        limit: () =>
          `this client’s own limit of ${requestsPerMinute} a minute (requests_per_minute, counted as ${name})`,
        remedy: 'who manages the client can raise it',
        attribution: { clientId, details: { requests_per_minute: requestsPerMinute } },
      };
    }, onRefused),
  };
}

/** Where somebody's requests are counted, and what is said when there are too many. */
interface Counter {
  limiter: RateLimiter | undefined;
  key: string;
  amount: number;
  /** In words; they are made for a refusal only. */
  limit: () => string;
  remedy: string;
  attribution: RefusalAttribution;
}

/** @param counterOf `undefined` for whom there is no such limit */
function counting<Name extends LimitName, Whom extends unknown[]>(
  counterOf: (name: Name, ...whom: Whom) => Counter | undefined,
  onRefused: LimitOptions['onRefused'],
): Counting<Name, Whom> {
  const ask = async (method: 'take' | 'remainingWait', name: Name, whom: Whom): Promise<void> => {
    const counter = counterOf(name, ...whom);
    const wait = await counter?.limiter?.[method](counter.key, counter.amount);
    if (!counter || wait === undefined) return;
    onRefused?.(name);
    throw tooMany(name, wait, counter);
  };
  return {
    take: (name, ...whom) => ask('take', name, whom),
    refuseUsedUp: (name, ...whom) => ask('remainingWait', name, whom),
    async count(name, ...whom) {
      const counter = counterOf(name, ...whom);
      await counter?.limiter?.take(counter.key, counter.amount);
    },
    async giveBack(name, ...whom) {
      const counter = counterOf(name, ...whom);
      await counter?.limiter?.giveBack(counter.key);
    },
  };
}

/** @param wait milliseconds */
function tooMany(
  name: LimitName,
  wait: number,
  { limit, remedy, attribution }: Counter,
): DomainError {
  const retryAfter = Math.max(1, Math.ceil(wait / 1000));
  return new DomainError(
    'slow_down',
    `Too many requests: ${limit()} is used up. Wait ${retryAfter} s, as Retry-After says; ${remedy}.`,
    { retryAfter, attribution: { reason: name, ...attribution } },
  );
}
