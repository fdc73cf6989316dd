import type { Actor } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import { DomainError } from '../errors.ts';
import type { ManagementDependencies } from '../management-dependencies.ts';
import { type ClientKeyInput, parseClientKey } from './client-key-input.ts';
import { type ClientPublicKey, KEYS_MAX } from './client-public-key.ts';
import type { SecretAccess } from './manage-secrets.ts';

/** @throws DomainError `invalid_request`; `conflict` for a key ID that the client has already, and beyond twenty keys */
export async function addKey(
  { storage, clock }: ManagementDependencies,
  actor: Actor,
  id: string,
  input: ClientKeyInput,
  credentialed: SecretAccess['credentialed'],
): Promise<ClientPublicKey> {
  const key = await parseClientKey(id, input, clock());
  await storage.transaction(async (stores) => {
    await credentialed(id, stores);
    const known = await stores.clients.listPublicKeys(id);
    if (known.some(({ kid }) => kid === key.kid)) {
      throw new DomainError('conflict', `jwk.kid: client ${id} has a key ${key.kid} already.`);
    }
    if (known.length >= KEYS_MAX) {
      const message = `jwk: client ${id} has ${known.length} keys, as many as there may be. Revoke one first: casement clients keys revoke ${id} <key>`;
      throw new DomainError('conflict', message);
    }
    await stores.clients.insertPublicKey(key);
    await recordAudit(stores.audit, clock, {
      type: 'client.key_added',
      actor,
      clientId: id,
      subjectId: key.id,
      details: { kid: key.kid, algorithm: key.algorithm },
    });
  });
  return key;
}

/**
 * Ends one key at once and for good: assertions that it signed authenticate no longer.
 *
 * @param name its ID, or the `kid` by which assertions name it
 * @throws DomainError `not_found`
 */
export async function revokeKey(
  { storage, clock }: ManagementDependencies,
  actor: Actor,
  clientId: string,
  name: string,
  manageable: SecretAccess['manageable'],
): Promise<ClientPublicKey> {
  return storage.transaction(async (stores) => {
    await manageable(clientId, stores);
    const keys = await stores.clients.listPublicKeys(clientId);
    const key = keys.find(({ id, kid }) => id === name || kid === name);
    if (!key) {
      throw new DomainError('not_found', `key: The client ${clientId} has no key ${name}.`);
    }
    const revokedAt = clock();
    await stores.clients.revokePublicKey(key.id, revokedAt);
    await recordAudit(stores.audit, clock, {
      type: 'client.key_revoked',
      actor,
      clientId,
      subjectId: key.id,
      details: { kid: key.kid, algorithm: key.algorithm },
    });
    return { ...key, revokedAt };
  });
}
