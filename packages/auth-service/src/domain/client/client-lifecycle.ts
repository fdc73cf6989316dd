import type { Actor, AuditEventType } from '../audit/audit-event.ts';
import { type AuditEntry, recordAudit } from '../audit/audit-store.ts';
import { DomainError } from '../errors.ts';
import type { ManagementDependencies } from '../management-dependencies.ts';
import { publishSecurityEvents } from '../security-event/publish-security-events.ts';
import type { SecurityEventSubject } from '../security-event/security-event.ts';
import type { Stores } from '../storage.ts';
import { isBuiltIn } from './built-in-client-ids.ts';
import type { Client } from './client.ts';
import { jurisdictionOf, requireClientAuthority } from './client-authority.ts';
import type { ClientStatus } from './client-base.ts';

/** For changes that must not overwrite somebody else's. */
export interface VersionOptions {
  /** The version that was seen; another one is refused. Whatever there is when absent. */
  expectedVersion?: number | undefined;
}

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
 * @throws DomainError `not_found`, `permission_required`, `stale_version`; `conflict` for a revoked one,
 *   which stays so, and for revoking a built-in one
 */
export async function changeClientStatus(
  { storage, clock }: ManagementDependencies,
  actor: Actor,
  id: string,
  status: ClientStatus,
  { expectedVersion }: VersionOptions = {},
): Promise<Client> {
  return storage.transaction(async (stores) => {
    const client = await requireClient(stores, id);
    await requireClientAuthority(stores, actor, client);
    refuseStale(client, expectedVersion);
    if (client.status === status) return client;
    refuseRevoked(client);
    if (status === 'revoked') refuseBuiltIn([client]);
    await stores.clients.setStatus(id, status);
    // For good: resuming gives back no token.
    if (status !== 'active') await stores.oauthArtifacts.removeByClient(id);
    await recordAudit(stores.audit, clock, entry(EVENTS[status].audit, actor, id));
    await publishSecurityEvents(stores, clock, [{ type: EVENTS[status].security, clientId: id }]);
    return { ...client, status, version: client.version + 1 };
  });
}

/**
 * Removes clients with their origins, secrets, keys, codes and sessions, all or nothing. What was done
 * by them and to them stays in the audit log: one entry each.
 *
 * @throws DomainError `conflict` for a built-in one
 */
export async function removeClients(
  stores: Stores,
  { clock }: Pick<ManagementDependencies, 'clock'>,
  actor: Actor,
  clients: readonly Client[],
): Promise<void> {
  refuseBuiltIn(clients);
  // First: the event must not be dated before the tokens that it ends, which the sessions know.
  await publishSecurityEvents(
    stores,
    clock,
    clients.map(({ id }) => ({ type: 'client.deleted', clientId: id })),
  );
  for (const client of clients) {
    const { id, name } = client;
    const codes = await stores.challengeCodes.deleteOf(id);
    const sessions = await stores.sessions.deleteOf(id);
    await stores.oauthArtifacts.removeByClient(id);
    const team = client.type === 'embedded' ? { team: client.teamId } : {};
    const details = { name, ...team, codes, sessions };
    await recordAudit(stores.audit, clock, { ...entry('client.deleted', actor, id), details });
    await noteFormer(stores, client, clock());
    // Last: whom its end concerns follows from what it was.
    await stores.clients.delete(id);
  }
}

/** What it did until then stays for those to see whose it was. */
export async function noteFormer(
  { auditPages }: Pick<Stores, 'auditPages'>,
  client: Client,
  until: number,
): Promise<void> {
  const jurisdiction = jurisdictionOf(client);
  const teamIds = jurisdiction === 'everywhere' ? [] : jurisdiction;
  await auditPages.noteFormer({ clientId: client.id, teamIds, createdAt: client.createdAt, until });
}

/** The product's own clients can be paused; without them it is not whole, and they are made once. */
function refuseBuiltIn(clients: readonly Client[]): void {
  const builtIn = clients.find(({ id }) => isBuiltIn(id));
  if (!builtIn) return;
  const message = `client: ${builtIn.id} belongs to the product. Pause it instead.`;
  throw new DomainError('conflict', message);
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
  throw noClient(id);
}

export const noClient = (id: string): DomainError =>
  new DomainError(
    'not_found',
    `client: There is no client ${id}. See them with: casement clients list`,
  );

/** @throws DomainError `stale_version` */
export function refuseStale({ id, version }: Client, expected: number | undefined): void {
  if (expected === undefined || expected === version) return;
  throw new DomainError(
    'stale_version',
    `client: ${id} is at version ${version} by now, not ${expected}: somebody has changed it. Read it again, and repeat your change.`,
  );
}

/** @throws DomainError `conflict` */
export function refuseRevoked({ id, status }: Client): void {
  if (status !== 'revoked') return;
  throw new DomainError('conflict', `client: ${id} is revoked for good. Create a new one.`);
}
