import type { Client, EmbeddedClient } from '../../../domain/client/client.ts';
import type { ClientRole, OAuthClient } from '../../../domain/client/oauth-client.ts';
import type { DirectoryManagement } from '../../../domain/directory/manage-directory.ts';
import { ifVisible } from '../../lookup.ts';

/** With the names that people know a client's team and user by. */
export type DescribedClient = DescribedEmbeddedClient | DescribedOAuthClient;

interface DescribedEmbeddedClient extends EmbeddedClient {
  teamName: string | undefined;
  staticUserEmail: string | undefined;
}

type DescribedOAuthClient = Omit<OAuthClient, 'teamRestriction' | 'roles'> & {
  /** In place of a team's name: the names of all it is restricted to, or "all teams". */
  teamName: string;
  teamIds: string[];
  organizationIds: string[];
  /** Of a service client's own. */
  roles:
    | (ClientRole & { nodeName: string | undefined; nodeSlug: string | undefined })[]
    | undefined;
  /** As whom a service client acts. */
  userEmail: string | undefined;
};

type Names = ReadonlyMap<string, string>;

/** A team, an organization or an app. */
interface Node {
  id: string;
  name: string;
  slug?: string;
}

type Nodes = ReadonlyMap<string, Node>;

/** Whoever may read clients need not be allowed to read the directory, and does without the names. */
export async function describeClients(
  directory: DirectoryManagement,
  clients: readonly Client[],
): Promise<DescribedClient[]> {
  const byId = (node: Node) => [node.id, node] as const;
  const nodes = new Map([
    ...((await ifVisible(directory.listTeams())) ?? []).map(byId),
    ...((await ifVisible(directory.listOrganizations())) ?? []).map(byId),
    ...((clients.some(isAtApp) && (await ifVisible(directory.listApps()))) || []).map(byId),
  ]);
  const users = await emails(directory, clients);
  return clients.map((client) =>
    client.type === 'embedded'
      ? {
          ...client,
          teamName: nodes.get(client.teamId)?.name,
          staticUserEmail:
            client.staticUserId === undefined ? undefined : users.get(client.staticUserId),
        }
      : describeOAuthClient(client, nodes, users),
  );
}

const isAtApp = (client: Client): boolean =>
  client.type === 'service' && client.roles.some(({ nodeType }) => nodeType === 'app');

/** As people read it: a role as somebody would type it, `viewer@operations`. */
export function forPeople(client: DescribedClient): object {
  if (client.type === 'embedded') return client;
  const roles = client.roles?.map(
    ({ roleId, nodeSlug, nodeName, nodeId }) => `${roleId}@${nodeSlug ?? nodeName ?? nodeId}`,
  );
  return { ...client, roles: roles?.join(', ') };
}

/** One client, with what people see of it. */
export async function describeClient(
  directory: DirectoryManagement,
  client: Client,
): Promise<{ item: object; text: object }> {
  const [item] = await describeClients(directory, [client]);
  return { item: item ?? client, text: item ? forPeople(item) : client };
}

/** Of the users as whom clients act; there may be very many others. */
async function emails(directory: DirectoryManagement, clients: readonly Client[]): Promise<Names> {
  const ids = clients.map((client) => {
    if (client.type === 'embedded') return client.staticUserId;
    return client.type === 'service' ? client.userId : undefined;
  });
  const wanted = new Set(ids.filter((id) => id !== undefined));
  const found = await Promise.all([...wanted].map((id) => ifVisible(directory.getUser(id))));
  return new Map(found.flatMap((user) => (user ? [[user.id, user.email]] : [])));
}

function describeOAuthClient(
  client: OAuthClient,
  nodes: Nodes,
  users: Names,
): DescribedOAuthClient {
  const { teamRestriction, id, type, name, ...rest } = client;
  const { teamIds, organizationIds } = teamRestriction;
  const names = [...teamIds, ...organizationIds].map((id) => nodes.get(id)?.name ?? id);
  const service = client.type === 'service' ? client : undefined;
  const roles = service?.roles.map((role) => {
    const node = nodes.get(role.nodeId);
    return { ...role, nodeName: node?.name, nodeSlug: node?.slug };
  });
  return {
    id,
    type,
    name,
    teamName: names.length === 0 ? 'all teams' : names.join(', '),
    teamIds,
    organizationIds,
    ...rest,
    roles: roles && roles.length > 0 ? roles : undefined,
    userEmail: service?.userId === undefined ? undefined : users.get(service.userId),
  };
}
