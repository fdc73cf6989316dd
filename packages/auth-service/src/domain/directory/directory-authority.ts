import type { Actor } from '../audit/audit-event.ts';
import type { Jurisdiction } from '../authority/authority.ts';
import { permissionsOf } from '../authority/find-authority.ts';
import { inTeams, requirePermission, wayOut } from '../authority/require-permission.ts';
import { DomainError } from '../errors.ts';
import type { Stores } from '../storage.ts';
import type { Role } from './directory.ts';
import { PERMISSIONS } from './permission.ts';

/**
 * Changing the directory takes `DIRECTORY_MANAGE` where the change counts: in the team, or everywhere.
 *
 * @throws DomainError `permission_required`
 */
export function requireDirectoryAuthority(
  stores: Stores,
  actor: Actor,
  jurisdiction: Jurisdiction,
  purpose: string,
): Promise<void> {
  return requirePermission(stores, actor, jurisdiction, PERMISSIONS.manageDirectory, purpose);
}

/**
 * Nobody gives, or takes away, more than they have themselves: otherwise whoever may set a role could
 * give himself any. Who may impersonate everybody could do everything anyway.
 *
 * @throws DomainError `permission_required`
 */
export async function requirePermissionsToGive(
  stores: Stores,
  actor: Actor,
  where: Jurisdiction,
  permissions: readonly string[],
  purpose: string,
): Promise<void> {
  if (actor.type === 'operator') return;
  const [everywhere = []] = await permissionsOf(stores, actor, 'everywhere');
  if (everywhere.includes(PERMISSIONS.impersonateUsers)) return;
  const held = await permissionsOf(stores, actor, where);
  const beyond = permissions.find((one) => !held.every((own) => own.includes(one)));
  if (beyond === undefined) return;
  const way = await wayOut(stores, actor, where, [beyond]);
  throw new DomainError(
    'permission_required',
    `${purpose} takes every permission that it has, and you lack ${beyond} ${inTeams(where)}. ${way}`,
  );
}

/** A role's reach: one that counts everywhere is given by those only who may do so everywhere. */
export const reachOf = (role: Role | undefined, teamId: string): Jurisdiction =>
  role?.everywhere ? 'everywhere' : [teamId];
