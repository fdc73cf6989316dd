import type { Actor } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import { DomainError } from '../errors.ts';
import { type ClientKeyInput, parseClientKey } from './client-key-input.ts';
import type { ClientPublicKey } from './client-public-key.ts';
import type { ManagementDependencies } from './manage-clients.ts';
import type { SecretAccess } from './manage-secrets.ts';

/** @throws DomainError `invalid_request`; `conflict` for a key ID that the client has already */
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
