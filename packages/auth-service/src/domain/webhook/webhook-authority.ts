import type { Actor } from '../audit/audit-event.ts';
import type { Jurisdiction } from '../authority/authority.ts';
import { mayEverywhereIn } from '../authority/find-authority.ts';
import { wayOut } from '../authority/require-permission.ts';
import { PERMISSIONS } from '../directory/permission.ts';
import { DomainError } from '../errors.ts';
import type { Stores } from '../storage.ts';
import type { WebhookEndpoint } from './webhook-endpoint.ts';

/**
 * Whether an actor may manage the endpoints of an organization: that needs `OAUTH_CLIENT_MANAGE` in all of
 * its teams, and those for everything need it everywhere.
 */
export async function mayManageWebhooks(
  stores: Stores,
  actor: Actor,
  organizationId: string | undefined,
): Promise<boolean> {
  const teams =
    organizationId === undefined ? [] : await stores.directory.listTeams(organizationId);
  const jurisdiction: Jurisdiction = teams.length === 0 ? 'everywhere' : teams.map(({ id }) => id);
  return mayEverywhereIn(stores, actor, jurisdiction, PERMISSIONS.manageClients);
}

/**
 * The same refusal for an organization that is not there.
 *
 * @throws DomainError `permission_required`
 */
export async function requireWebhookAuthority(
  stores: Stores,
  actor: Actor,
  organizationId: string | undefined,
): Promise<void> {
  if (await mayManageWebhooks(stores, actor, organizationId)) return;
  const { manageClients } = PERMISSIONS;
  const way = await wayOut(stores, actor, 'everywhere', [manageClients]);
  throw new DomainError(
    'permission_required',
    `Managing webhooks needs the permission ${manageClients} in every team${organizationId === undefined ? '' : ' of the organization'}. ${way}`,
  );
}

/**
 * Whoever may not manage it learns nothing of whether it is there.
 *
 * @throws DomainError `not_found`
 */
export async function manageableWebhook(
  stores: Stores,
  actor: Actor,
  id: string,
): Promise<WebhookEndpoint> {
  const endpoint = await stores.webhooks.findEndpoint(id);
  if (endpoint && (await mayManageWebhooks(stores, actor, endpoint.organizationId))) {
    return endpoint;
  }
  throw new DomainError(
    'not_found',
    `webhook: there is no webhook ${id}, or you may not manage it. See them with: casement webhooks list`,
  );
}
