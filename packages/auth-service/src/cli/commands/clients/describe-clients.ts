import type { Client, EmbeddedClient } from '../../../domain/client/client.ts';
import type { ClientRole, OAuthClient } from '../../../domain/client/oauth-client.ts';
import type { DirectoryManagement } from '../../../domain/directory/manage-directory.ts';
import { DomainError } from '../../../domain/errors.ts';

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
  roles: (ClientRole & { nodeName: string | undefined })[] | undefined;
  /** As whom a service client acts. */
  userEmail: string | undefined;
};

type Names = ReadonlyMap<string, string>;

export async function describeClients(
  directory: DirectoryManagement,
  clients: readonly Client[],
): Promise<DescribedClient[]> {
  const byName = ({ id, name }: { id: string; name: string }) => [id, name] as const;
  const nodes = new Map([
    ...((await ifVisible(directory.listTeams())) ?? []).map(byName),
    ...((await ifVisible(directory.listOrganizations())) ?? []).map(byName),
  ]);
  const users = await emails(directory, clients);
  return clients.map((client) =>
    client.type === 'embedded'
      ? {
          ...client,
          teamName: nodes.get(client.teamId),
          staticUserEmail:
            client.staticUserId === undefined ? undefined : users.get(client.staticUserId),
        }
      : describeOAuthClient(client, nodes, users),
  );
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

/** Whoever may read clients need not be allowed to read the directory, and does without the names. */
async function ifVisible<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof DomainError && INVISIBLE.has(error.code)) return undefined;
    throw error;
  }
}

const INVISIBLE: ReadonlySet<string> = new Set(['not_found', 'permission_required']);

function describeOAuthClient(
  client: OAuthClient,
  nodes: Names,
  users: Names,
): DescribedOAuthClient {
  const { teamRestriction, id, type, name, ...rest } = client;
  const { teamIds, organizationIds } = teamRestriction;
  const names = [...teamIds, ...organizationIds].map((id) => nodes.get(id) ?? id);
  const service = client.type === 'service' ? client : undefined;
  const roles = service?.roles.map((role) => ({ ...role, nodeName: nodes.get(role.nodeId) }));
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
