import type { FieldFault } from '@casement/server-sdk/contract';
import type { Actor } from '../audit/audit-event.ts';
import { DomainError, refuseFaults } from '../errors.ts';
import type { ManagementDependencies } from '../management-dependencies.ts';
import type { Client } from './client.ts';
import {
  jurisdictionOf,
  mayReadClients,
  placeKey,
  requireClientAuthority,
} from './client-authority.ts';
import {
  refuseStale,
  removeClients,
  requireClient,
  type VersionOptions,
} from './client-lifecycle.ts';
import { requireTypedCount, requireTypedName } from './confirmation.ts';

/** At once (CM13). */
export const BULK_DELETE_MAX = 500;

export interface DeleteOptions extends VersionOptions {
  /** The client's name, typed to confirm; the operator at the machine may leave it out. */
  confirmName?: string | undefined;
}

export interface BulkDeleteOptions {
  /** How many clients there are, typed to confirm; the operator at the machine may leave it out. */
  confirmCount?: number | undefined;
}

/**
 * Removes a client with all that is its own; the audit log keeps what was.
 *
 * @throws DomainError `not_found`, `permission_required`, `stale_version`, `confirmation_required`
 */
export async function deleteClient(
  deps: ManagementDependencies,
  actor: Actor,
  id: string,
  { confirmName, expectedVersion }: DeleteOptions = {},
): Promise<void> {
  await deps.storage.transaction(async (stores) => {
    const client = await requireClient(stores, id);
    await requireClientAuthority(stores, actor, client);
    refuseStale(client, expectedVersion);
    requireTypedName(actor, client, confirmName);
    await removeClients(stores, deps, actor, [client]);
  });
}

/**
 * Removes up to 500 clients in one transaction: all of them, or none where one is missing or not the
 * actor's to remove (CM13). One audit entry per client.
 *
 * @throws DomainError `invalid_request`, `not_found` with each missing one as a fault,
 *   `permission_required`, `confirmation_required`
 */
export async function deleteClients(
  deps: ManagementDependencies,
  actor: Actor,
  ids: readonly string[],
  { confirmCount }: BulkDeleteOptions = {},
): Promise<number> {
  refuseFaults(idsFaults(ids));
  await deps.storage.transaction(async (stores) => {
    const found = await stores.clients.findAll(ids);
    const places = new Map(found.map((client) => [placeKey(client), client]));
    const visible = new Set<string>();
    for (const [place, client] of places) {
      if (await mayReadClients(stores, actor, jurisdictionOf(client))) visible.add(place);
    }
    // What somebody may not see does not exist for them.
    refuseMissing(
      ids,
      found.filter((client) => visible.has(placeKey(client))),
    );
    for (const client of places.values()) await requireClientAuthority(stores, actor, client);
    requireTypedCount(actor, ids.length, confirmCount);
    await removeClients(stores, deps, actor, found);
  });
  return ids.length;
}

function idsFaults(ids: readonly string[]): FieldFault[] {
  if (ids.length === 0 || ids.length > BULK_DELETE_MAX) {
    return [{ path: 'ids', message: `1 to ${BULK_DELETE_MAX} clients; these are ${ids.length}.` }];
  }
  const seen = new Set<string>();
  return ids.flatMap((id, index) => {
    const twice = seen.has(id);
    seen.add(id);
    return twice ? [{ path: `ids.${index}`, message: `${id} is named twice.` }] : [];
  });
}

function refuseMissing(ids: readonly string[], found: readonly Client[]): void {
  const known = new Set(found.map(({ id }) => id));
  const faults = ids.flatMap((id, index) =>
    known.has(id) ? [] : [{ path: `ids.${index}`, message: `There is no client ${id}.` }],
  );
  if (faults.length === 0) return;
  const message = `ids: ${faults.length} of ${ids.length} clients are not there, and so none was deleted.`;
  throw new DomainError('not_found', message, { faults });
}
