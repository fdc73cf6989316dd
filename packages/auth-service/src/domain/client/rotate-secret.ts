import type { Actor } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import type { Clock } from '../clock.ts';
import { refuseFaults } from '../errors.ts';
import { newId } from '../identifier.ts';
import { hashCredential } from '../opaque-credential.ts';
import type { Storage, Stores } from '../storage.ts';
import { newClientSecret, secretPrefix } from './client-secret.ts';

export interface RotationInput {
  /** Names the new secret for people. */
  name?: string | undefined;
  /** Hours during which the old secrets still work, 0–72; 0 when absent. */
  overlapHours?: number | undefined;
}

const OVERLAP_HOURS_MAX = 72;
const HOUR = 3_600_000;

/** Stores the hash of a new secret and answers the secret: the only time that it is seen. */
export async function issueSecret(
  stores: Stores,
  clientId: string,
  name: string,
  now: number,
): Promise<{ id: string; secret: string }> {
  const secret = newClientSecret();
  const id = newId('sec');
  await stores.clients.insertSecret({
    id,
    clientId,
    name,
    hash: hashCredential(secret),
    prefix: secretPrefix(secret),
    createdAt: now,
    expiresAt: undefined,
    revokedAt: undefined,
    lastUsedAt: undefined,
  });
  return { id, secret };
}

/** Gives a client a new secret; the others end at once or after the overlap. */
export async function rotateSecret(
  { storage, clock }: { storage: Storage; clock: Clock },
  actor: Actor,
  clientId: string,
  { name = 'rotated', overlapHours = 0 }: RotationInput,
): Promise<string> {
  if (!(overlapHours >= 0 && overlapHours <= OVERLAP_HOURS_MAX)) {
    refuseFaults([
      {
        path: 'overlapHours',
        message: `A number of hours from 0 to ${OVERLAP_HOURS_MAX}; this is ${overlapHours}.`,
      },
    ]);
  }
  const now = clock();
  return storage.transaction(async (stores) => {
    const { id, secret } = await issueSecret(stores, clientId, name, now);
    await stores.clients.endOtherSecrets(clientId, id, now + overlapHours * HOUR);
    await recordAudit(stores.audit, clock, {
      type: 'client.secret_rotated',
      actor,
      clientId,
      subjectId: id,
      details: { overlap_hours: overlapHours },
    });
    return secret;
  });
}
