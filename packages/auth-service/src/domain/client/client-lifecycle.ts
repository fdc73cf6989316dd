import type { Actor, AuditEventType } from '../audit/audit-event.ts';
import { type AuditEntry, recordAudit } from '../audit/audit-store.ts';
import { DomainError } from '../errors.ts';
import { publishSecurityEvents } from '../security-event/publish-security-events.ts';
import type { SecurityEventSubject } from '../security-event/security-event.ts';
import type { Stores } from '../storage.ts';
import { isBuiltIn } from './built-in-clients.ts';
import type { Client, ClientStatus } from './client.ts';
import type { ManagementDependencies } from './manage-clients.ts';

/**
 * What the status that a client gets is called in the audit log, and what it means to verifiers: the
 * wire's `client.disabled` ends its tokens, for now or for good.
 */
const EVENTS = {
  active: { audit: 'client.resumed', security: 'client.changed' },
  inactive: { audit: 'client.paused', security: 'client.disabled' },
  revoked: { audit: 'client.revoked', security: 'client.disabled' },
} as const satisfies Record<
  ClientStatus,
  { audit: AuditEventType; security: SecurityEventSubject['type'] }
>;

/**
 * Resumes, pauses or revokes a client. What it is already is no change: nothing is recorded.
 *
 * @throws DomainError `not_found`; `conflict` for a revoked one, which stays so
 */
export async function changeClientStatus(
  { storage, clock }: ManagementDependencies,
  actor: Actor,
  id: string,
  status: ClientStatus,
): Promise<Client> {
  return storage.transaction(async (stores) => {
    const client = await requireClient(stores, id);
    if (client.status === status) return client;
    if (client.status === 'revoked') {
      throw new DomainError('conflict', `client: ${id} is revoked for good. Create a new one.`);
    }
    await stores.clients.setStatus(id, status);
    // For good: resuming gives back no token.
    if (status !== 'active') await stores.oauthArtifacts.removeByClient(id);
    await recordAudit(stores.audit, clock, entry(EVENTS[status].audit, actor, id));
    await publishSecurityEvents(stores, clock, [{ type: EVENTS[status].security, clientId: id }]);
    return { ...client, status };
  });
}

/**
 * Removes a client with its origins, secrets, keys, codes and sessions, all or nothing. What was done
 * by it and to it stays in the audit log.
 *
 * @throws DomainError `not_found`; `conflict` for a built-in one
 */
export async function deleteClient(
  { storage, clock }: ManagementDependencies,
  actor: Actor,
  id: string,
): Promise<void> {
  await storage.transaction(async (stores) => {
    const client = await requireClient(stores, id);
    if (isBuiltIn(id)) {
      throw new DomainError(
        'conflict',
        `client: ${id} belongs to the product and would be made again. Pause it instead.`,
      );
    }
    // First: the event must not be dated before the tokens that it ends, which the sessions know.
    await publishSecurityEvents(stores, clock, [{ type: 'client.deleted', clientId: id }]);
    const codes = await stores.challengeCodes.deleteOf(id);
    const sessions = await stores.sessions.deleteOf(id);
    await stores.oauthArtifacts.removeByClient(id);
    await stores.clients.delete(id);
    const team = client.type === 'embedded' ? { team: client.teamId } : {};
    const details = { name: client.name, ...team, codes, sessions };
    await recordAudit(stores.audit, clock, { ...entry('client.deleted', actor, id), details });
  });
}

const entry = (type: AuditEntry['type'], actor: Actor, id: string): AuditEntry => ({
  type,
  actor,
  clientId: id,
  subjectId: id,
});

/** @throws DomainError `not_found` */
export async function requireClient({ clients }: Stores, id: string): Promise<Client> {
  const client = await clients.find(id);
  if (client) return client;
  throw new DomainError(
    'not_found',
    `client: There is no client ${id}. See them with: casement clients list`,
  );
}
