import { hash, hkdfSync } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';
import type { Clock } from '../clock.ts';
import type { IdempotencyStore } from './idempotency-store.ts';

/** How long an answer is remembered, in milliseconds. */
export const IDEMPOTENCY_MEMORY = 24 * 3_600_000;

/** A request that has not answered by then was cut off by a crash: the next one may try again. */
const UNDER_WAY_MAX = 60_000;

/** The rule that a key breaks, or `undefined`. */
export function idempotencyKeyFault(key: string): string | undefined {
  return /^[\x21-\x7E]{8,200}$/.test(key)
    ? undefined
    : 'An idempotency key has 8 to 200 visible ASCII characters: take a new UUID for each creation.';
}

export interface IdempotentRequest {
  key: string;
  /** Whose key it is. */
  caller: string;
  /** Everything that was asked for; a second request with the key must be the same. */
  asked: string;
}

export type IdempotentOutcome =
  | { type: 'done' | 'replayed'; answer: string }
  | { type: 'under_way' | 'mismatched' };

/**
 * Lets a creation happen once, however often it is sent: the second request with the key gets the answer
 * of the first, a secret in it included. Hence what is stored is encrypted with a key that takes both
 * the deployment's encryption key and the idempotency key, which is kept as a hash only.
 */
export async function onlyOnce(
  deps: { store: IdempotencyStore; clock: Clock; encryptionKey: Uint8Array },
  { key, caller, asked }: IdempotentRequest,
  act: () => Promise<string>,
): Promise<IdempotentOutcome> {
  const { store, clock } = deps;
  const id = sha256(JSON.stringify([caller, key]));
  const fingerprint = sha256(asked);
  const now = clock();
  const sealingKey = sealingKeyOf(deps.encryptionKey, caller, key);
  const former = await store.begin(id, { fingerprint, now, expiresAt: now + UNDER_WAY_MAX });
  if (former) {
    if (former.fingerprint !== fingerprint) return { type: 'mismatched' };
    if (former.answer === undefined) return { type: 'under_way' };
    return { type: 'replayed', answer: await open(former.answer, sealingKey) };
  }
  let answer: string;
  try {
    answer = await act();
  } catch (error) {
    await store.abandon(id);
    throw error;
  }
  await store.finish(id, await seal(answer, sealingKey), now + IDEMPOTENCY_MEMORY);
  return { type: 'done', answer };
}

const sha256 = (text: string): string => hash('sha256', text, 'base64url');

function sealingKeyOf(encryptionKey: Uint8Array, caller: string, key: string): Uint8Array {
  const info = JSON.stringify(['casement idempotency', caller, key]);
  return new Uint8Array(hkdfSync('sha256', encryptionKey, '', info.slice(0, 1024), 32));
}

const seal = (text: string, key: Uint8Array): Promise<string> =>
  new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(key);

async function open(jwe: string, key: Uint8Array): Promise<string> {
  const { plaintext } = await compactDecrypt(jwe, key, {
    keyManagementAlgorithms: ['dir'],
    contentEncryptionAlgorithms: ['A256GCM'],
  });
  return new TextDecoder().decode(plaintext);
}
