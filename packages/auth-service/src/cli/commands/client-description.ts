import type { Client } from '../../domain/client/client.ts';
import type { DirectoryManagement } from '../../domain/directory/manage-directory.ts';

/** A client with the names that people know its team and its pinned user by. */
export interface DescribedClient extends Client {
  teamName: string | undefined;
  staticUserEmail: string | undefined;
}

export async function describeClients(
  directory: DirectoryManagement,
  clients: readonly Client[],
): Promise<DescribedClient[]> {
  const teams = new Map((await directory.listTeams()).map(({ id, name }) => [id, name]));
  const users = new Map((await directory.listUsers()).map(({ id, email }) => [id, email]));
  return clients.map((client) => ({
    ...client,
    teamName: teams.get(client.teamId),
    staticUserEmail: client.staticUserId === undefined ? undefined : users.get(client.staticUserId),
  }));
}
