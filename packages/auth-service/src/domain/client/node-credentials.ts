import { type Actor, OPERATOR } from '../audit/audit-event.ts';
import { DomainError } from '../errors.ts';
import type { ManagementDependencies } from '../management-dependencies.ts';
import { mayReadClients } from './client-authority.ts';
import type { CreatedClient } from './create-client.ts';
import { manageClients } from './manage-clients.ts';
import type { CreatedSecret, RotationInput } from './manage-secrets.ts';
import type { ServiceClient } from './oauth-client.ts';
import type { ServiceClientInput } from './service-client-input.ts';

/** A team, which some call a project, or an app of one. */
export type CredentialNode = 'project' | 'app';

/** What is said of a node's credentials; where they count follows from the node. */
export interface NodeCredentialInput
  extends Omit<ServiceClientInput, 'id' | 'user' | 'roles' | 'teamRestriction'> {
  /** What they may do there. */
  roleId: string;
}

/** Client credentials of a project or an app: service clients with one role, at that node (CM18). */
export interface NodeCredentialManagement {
  /** @throws DomainError as making a service client; `not_found` for a node one may not see */
  create(
    node: CredentialNode,
    slug: string,
    input: NodeCredentialInput,
  ): Promise<CreatedClient<ServiceClient>>;
  list(node: CredentialNode, slug: string): Promise<ServiceClient[]>;
  /** @throws DomainError as rotating a secret; `not_found` for a client that has no role there */
  regenerateSecret(
    node: CredentialNode,
    slug: string,
    clientId: string,
    input: RotationInput,
  ): Promise<CreatedSecret>;
}

/** @param slug or ID */
export function manageNodeCredentials(
  deps: ManagementDependencies,
  actor: Actor = OPERATOR,
): NodeCredentialManagement {
  const { stores } = deps.storage;
  const { directory } = stores;
  const clients = manageClients(deps, actor);

  const find = async (node: CredentialNode, slug: string) => {
    if (node === 'app') {
      const app = (await directory.findAppBySlug(slug)) ?? (await directory.findApp(slug));
      return app && { nodeType: 'app' as const, nodeId: app.id, teamId: app.teamId };
    }
    const team = (await directory.findTeamBySlug(slug)) ?? (await directory.findTeam(slug));
    return team && { nodeType: 'team' as const, nodeId: team.id, teamId: team.id };
  };
  const resolve = async (node: CredentialNode, slug: string) => {
    const found = await find(node, slug);
    if (found && (await mayReadClients(stores, actor, [found.teamId]))) return found;
    const message = `slug: there is no ${node} ${slug}, or you may not see it.`;
    throw new DomainError('not_found', message);
  };

  return {
    async create(node, slug, { roleId, ...input }) {
      const { nodeType, nodeId, teamId } = await resolve(node, slug);
      const roles = [{ nodeType, nodeId, roleId }];
      const teamRestriction = { teamIds: [teamId] };
      return clients.createServiceClient({ ...input, roles, teamRestriction });
    },

    async list(node, slug) {
      const { nodeId, teamId } = await resolve(node, slug);
      const found = await stores.clients.findAll(await directory.clientsWithRoleAt(nodeId));
      return found
        .filter((client) => client.type === 'service')
        .filter(({ teamRestriction: { teamIds } }) => teamIds.join() === teamId)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    },

    async regenerateSecret(node, slug, clientId, input) {
      const { nodeId } = await resolve(node, slug);
      if ((await directory.clientsWithRoleAt(nodeId)).includes(clientId)) {
        return clients.secrets.rotate(clientId, input);
      }
      const message = `client: ${clientId} has no credentials at this ${node}.`;
      throw new DomainError('not_found', message);
    },
  };
}
