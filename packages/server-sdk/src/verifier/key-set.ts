import { type CryptoKey, importJWK, type JWK } from 'jose';
import { PATHS } from '../contract/index.ts';
import { CasementError } from '../errors.ts';
import type { HttpTransport } from '../http-transport.ts';
import { originFault } from '../web-origin.ts';
import { parseJson, refusalFrom } from '../wire-refusal.ts';
import { cannotVerify } from './refused.ts';

/** The issuer's signing keys. */
export interface KeySet {
  /** Grows whenever the keys have changed: what was verified by an older set is to be verified again. */
  readonly generation: number;
  /**
   * @returns undefined where the issuer has no such key, as far as could be learned by now
   * @throws {CasementError} `temporarily_unavailable` while no keys are known at all
   */
  find(keyId: string): Promise<CryptoKey | undefined>;
  /** Whether the issuer had the key when it was asked last. */
  has(keyId: string): boolean;
  /** Lets old keys be fetched again in the background. */
  keepFresh(): void;
  /** Fetches the keys again at once, as they have changed; until that succeeds, again and again. */
  invalidate(): void;
}

const MAX_AGE_MS = 10 * 60_000;
/** Between two fetches, whatever the reason: a flood of unknown key IDs is not passed on. */
const COOLDOWN_MS = 5_000;
const COOLDOWN_WITHOUT_KEYS_MS = 1_000;
const MAX_KEYS = 50;

/**
 * Finds the keys through the issuer's metadata (RFC 8414). Keys that could not be fetched again stay
 * in use: an issuer out of reach ends no session.
 * @param now ms; only differences count
 * @param onError told about a fetch that failed, for logs
 * @param onChange told when a fetch has brought other keys than before
 */
export function createKeySet(
  issuer: string,
  transport: HttpTransport,
  now: () => number,
  onError: (error: unknown) => void,
  onChange: () => void = () => {},
): KeySet {
  let keys = new Map<string, CryptoKey>();
  let fingerprint = '';
  let generation = 0;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let attemptedAt = Number.NEGATIVE_INFINITY;
  let lastFailure: unknown;
  let flight: Promise<void> | undefined;
  let askAgain = false;

  async function getJson(url: string): Promise<unknown> {
    const { origin, pathname, search } = new URL(url);
    const reply = await transport.send(async () => ({
      method: 'GET',
      origin,
      path: pathname + search,
      // A key that was withdrawn must not come back out of a proxy's cache.
      headers: { 'cache-control': 'no-cache' },
    }));
    const body = parseJson(reply.text);
    if (reply.status === 200 && typeof body === 'object' && body !== null) return body;
    throw refusalFrom(reply, url);
  }

  async function load(): Promise<void> {
    const metadata = (await getJson(issuer + PATHS.metadata)) as Record<string, unknown>;
    const { issuer: named, jwks_uri: jwksUri } = metadata;
    // RFC 8414 §3.3: metadata of another issuer must not be used.
    if (named !== issuer) throw unusable(`The metadata name another issuer than ${issuer}.`);
    const address = typeof jwksUri === 'string' ? URL.parse(jwksUri) : null;
    if (address === null || originFault(address.origin) !== undefined)
      throw unusable('The metadata name no https jwks_uri.');
    const loaded = await usableKeys(await getJson(address.href));
    if (loaded.keys.size === 0) throw unusable('The JWKS has no ES256 key.');
    if (loaded.fingerprint !== fingerprint) {
      ({ keys, fingerprint } = loaded);
      generation += 1;
      onChange();
    }
    fetchedAt = now();
  }

  /** One fetch at a time, and none within the cooldown of the last. */
  function refresh(): Promise<void> {
    const cooldown = keys.size === 0 ? COOLDOWN_WITHOUT_KEYS_MS : COOLDOWN_MS;
    if (flight === undefined && now() - attemptedAt >= cooldown) fetchNow();
    return flight ?? Promise.resolve();
  }

  function fetchNow(): void {
    attemptedAt = now();
    flight = load()
      .catch((error: unknown) => {
        lastFailure = error;
        onError(error);
      })
      .finally(() => {
        flight = undefined;
        // What was asked before the keys changed may have been answered before, too.
        if (askAgain) invalidate();
      });
  }

  function invalidate(): void {
    askAgain = flight !== undefined;
    fetchedAt = Number.NEGATIVE_INFINITY;
    if (flight === undefined) fetchNow();
  }

  return {
    get generation() {
      return generation;
    },
    async find(keyId) {
      if (!keys.has(keyId)) await refresh();
      if (keys.size === 0)
        throw cannotVerify('The issuer’s keys are not known yet; try again.', lastFailure);
      return keys.get(keyId);
    },
    has: (keyId) => keys.has(keyId),
    keepFresh() {
      if (now() - fetchedAt >= MAX_AGE_MS) void refresh();
    },
    invalidate,
  };
}

function unusable(message: string): CasementError {
  return new CasementError('unexpected_response', message);
}

async function usableKeys(
  jwks: unknown,
): Promise<{ keys: Map<string, CryptoKey>; fingerprint: string }> {
  const keys = new Map<string, CryptoKey>();
  const listed = (jwks as { keys?: unknown }).keys;
  for (const jwk of Array.isArray(listed) ? (listed.slice(0, MAX_KEYS) as unknown[]) : []) {
    if (typeof jwk !== 'object' || jwk === null) continue;
    const { kid, kty, crv, x, y, use = 'sig', alg = 'ES256' } = jwk as JWK;
    if (typeof kid !== 'string' || kty !== 'EC' || crv !== 'P-256') continue;
    if (use !== 'sig' || alg !== 'ES256' || typeof x !== 'string' || typeof y !== 'string')
      continue;
    // One broken key must not take the others with it.
    const key = await importJWK({ kty, crv, x, y }, 'ES256').catch(() => undefined);
    if (key !== undefined && !(key instanceof Uint8Array)) keys.set(kid, key);
  }
  return { keys, fingerprint: JSON.stringify(listed) };
}
