import { DomainError, type RefusalAttribution } from '../errors.ts';
import type { RateLimiter } from './rate-limiter.ts';

/** Every limit there is: a closed set, since the names are public (descriptions, audit, metrics). */
export const LIMIT_NAMES = [
  'mints_per_client',
  'mints_per_address',
  'exchanges_per_client',
  'exchanges_per_address',
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
}

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
  /** The same by what a client has set for itself, and by nothing else. */
  own: OwnLimits;
}

/** Whatever the service's window is, a client's own limit counts within a minute. */
export interface OwnLimits {
  take(name: ClientLimitName, client: LimitedClient): Promise<void>;
  count(name: ClientLimitName, client: LimitedClient): Promise<void>;
  giveBack(name: ClientLimitName, client: LimitedClient): Promise<void>;
  refuseUsedUp(name: ClientLimitName, client: LimitedClient): Promise<void>;
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
  const limiters = new Map<LimitName, { amount: number; limiter: RateLimiter }>();
  for (const name of LIMIT_NAMES) {
    const amount = amounts[name];
    if (amount !== false)
      limiters.set(name, { amount, limiter: limiter({ window: windowOf(name) }) });
  }
  const ask = async (
    name: LimitName,
    method: 'take' | 'remainingWait',
    key: string,
    subject: Subject | undefined,
  ): Promise<void> => {
    const limit = limiters.get(name);
    const wait = await limit?.limiter[method](key.slice(0, KEY_MAX), limit.amount);
    if (!limit || wait === undefined) return;
    onRefused?.(name);
    throw tooMany(name, wait, {
      limit: `the limit ${name} (${limit.amount} within ${windowOf(name)} s)`,
      remedy: 'the operator can raise the limit',
      attribution: { clientId: subject?.clientId },
    });
  };
  return {
    take: (name, key, subject) => ask(name, 'take', key, subject),
    refuseUsedUp: (name, key, subject) => ask(name, 'remainingWait', key, subject),
    count: async (name, key) => {
      const limit = limiters.get(name);
      await limit?.limiter.take(key.slice(0, KEY_MAX), limit.amount);
    },
    giveBack: async (name, key) => {
      await limiters.get(name)?.limiter.giveBack(key.slice(0, KEY_MAX));
    },
    own: createOwnLimits(options),
  };
}

function createOwnLimits({ limiter, onRefused }: LimitOptions): OwnLimits {
  const limiters = new Map<ClientLimitName, RateLimiter>();
  for (const name of LIMIT_NAMES.filter(isAboutClients)) {
    limiters.set(name, limiter({ window: MINUTE }));
  }
  const ask = async (
    method: 'take' | 'remainingWait',
    name: ClientLimitName,
    { id: clientId, requestsPerMinute }: LimitedClient,
  ): Promise<void> => {
    if (requestsPerMinute === undefined) return;
    const wait = await limiters.get(name)?.[method](clientId, requestsPerMinute);
    if (wait === undefined) return;
    onRefused?.(name);
    throw tooMany(name, wait, {
      limit: `this client’s own limit of ${requestsPerMinute} a minute (requests_per_minute, counted as ${name})`,
      remedy: 'who manages the client can raise it',
      attribution: { clientId, details: { requests_per_minute: requestsPerMinute } },
    });
  };
  return {
    take: (name, client) => ask('take', name, client),
    refuseUsedUp: (name, client) => ask('remainingWait', name, client),
    count: async (name, { id, requestsPerMinute }) => {
      if (requestsPerMinute !== undefined) await limiters.get(name)?.take(id, requestsPerMinute);
    },
    giveBack: async (name, { id, requestsPerMinute }) => {
      if (requestsPerMinute !== undefined) await limiters.get(name)?.giveBack(id);
    },
  };
}

/** @param wait milliseconds */
function tooMany(
  name: LimitName,
  wait: number,
  said: { limit: string; remedy: string; attribution: RefusalAttribution },
): DomainError {
  const retryAfter = Math.max(1, Math.ceil(wait / 1000));
  return new DomainError(
    'slow_down',
    `Too many requests: ${said.limit} is used up. Wait ${retryAfter} s, as Retry-After says; ${said.remedy}.`,
    { retryAfter, attribution: { reason: name, ...said.attribution } },
  );
}
