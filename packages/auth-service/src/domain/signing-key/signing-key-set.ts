import { createPublicKey, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import { recordAudit } from '../audit/audit-store.ts';
import type { Clock } from '../clock.ts';
import type { Storage } from '../storage.ts';
import type { StoredSigningKey } from './signing-key.ts';
import {
  generateSigningKey,
  type LoadedSigningKey,
  unlockSigningKey,
} from './signing-key-material.ts';

/** The service's signing keys as they are now, whoever rotates them. */
export interface SigningKeySet {
  /** The one that signs. */
  readonly active: LoadedSigningKey;
  /** The public half of a key that tokens may be signed with. */
  find(kid: string): KeyObject | undefined;
  /** Every public key, read from the database: a withdrawn one is never answered again. */
  published(): Promise<JWK[]>;
  /** Looks whether another process has rotated the keys; cheap. */
  refresh(): Promise<void>;
  /** Calls back after the keys have changed; answers what ends it. */
  onChange(listener: () => void): () => void;
}

interface Loaded {
  active: LoadedSigningKey;
  publicKeys: ReadonlyMap<string, KeyObject>;
  /** Newest security event when they were read: every change of the keys is one. */
  place: number;
}

/**
 * Loads the keys and makes those that are missing: one that signs, and the next one, so that it has been
 * published long before it signs. Safe when several services start at once: each slot is taken once.
 *
 * @throws WrongEncryptionKeyError
 */
export async function loadSigningKeySet(
  storage: Storage,
  encryptionKey: Uint8Array,
  clock: Clock,
): Promise<SigningKeySet> {
  const listeners = new Set<() => void>();
  const { signingKeys, securityEvents } = storage.stores;

  const insert = async (slot: 'insertActive' | 'insertNext'): Promise<void> => {
    const candidate = await generateSigningKey(encryptionKey, clock);
    await storage.transaction(async (stores) => {
      if (!(await stores.signingKeys[slot](candidate))) return;
      await recordAudit(stores.audit, clock, {
        type: 'signing_key.created',
        actor: { type: 'service' },
        subjectId: candidate.kid,
      });
    });
  };
  const complete = async (): Promise<StoredSigningKey[]> => {
    const keys = await signingKeys.list();
    const has = (state: StoredSigningKey['state']) => keys.some((key) => key.state === state);
    if (has('active') && has('next')) return keys;
    if (!has('active')) await insert('insertActive');
    if (!has('next')) await insert('insertNext');
    return signingKeys.list();
  };
  const load = async (): Promise<Loaded> => {
    // Read first: a rotation in between is seen by the next look.
    const place = await securityEvents.newestSequence();
    const keys = await complete();
    const signing = keys.find(({ state }) => state === 'active');
    if (!signing) throw new Error('the signing keys were dropped while they were read');
    const known = loaded?.active;
    const active =
      known?.kid === signing.kid ? known : await unlockSigningKey(signing, encryptionKey);
    const publicKeys = new Map(
      keys.map(({ kid, publicJwk }) => [
        kid,
        loaded?.publicKeys.get(kid) ?? createPublicKey({ key: { ...publicJwk }, format: 'jwk' }),
      ]),
    );
    return { active, publicKeys, place };
  };

  let loaded: Loaded | undefined;
  let current = await load();
  loaded = current;
  let flight: Promise<void> | undefined;

  const reload = async (): Promise<void> => {
    const before = [current.active.kid, ...current.publicKeys.keys()].join(' ');
    current = await load();
    loaded = current;
    if (before === [current.active.kid, ...current.publicKeys.keys()].join(' ')) return;
    for (const listener of listeners) listener();
  };
  const refresh = async (): Promise<void> => {
    if ((await securityEvents.newestSequence()) !== current.place) await reload();
  };
  const refreshOnce = (): Promise<void> => {
    flight ??= refresh().finally(() => {
      flight = undefined;
    });
    return flight;
  };

  return {
    get active() {
      return current.active;
    },
    find: (kid) => current.publicKeys.get(kid),
    published: async () => (await complete()).map(({ publicJwk }) => publicJwk),
    refresh: refreshOnce,
    onChange(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
