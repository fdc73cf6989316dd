import type { VisibleTeams } from '../authority/authority.ts';
import type { DirectoryStore } from '../directory/directory-store.ts';
import { everyItem } from '../paging/page.ts';
import type { Cell, Sheet, SheetColumn } from '../sheet/sheet.ts';
import type { Client } from './client.ts';
import type { ClientPage, ClientQuery } from './client-query.ts';

/** What the list of clients shows of each (CM14, CM15). */
export const CLIENT_COLUMNS = [
  { header: 'Name', kind: 'text', width: 28 },
  { header: 'Client ID', kind: 'text', width: 42 },
  { header: 'Type', kind: 'text', width: 13 },
  { header: 'Status', kind: 'text', width: 12 },
  { header: 'Scopes', kind: 'text', width: 34 },
  { header: 'Teams', kind: 'text', width: 24 },
  { header: 'Access token (s)', kind: 'number', width: 14 },
  { header: 'Refresh token (s)', kind: 'number', width: 14 },
  { header: 'Created', kind: 'instant', width: 22 },
  { header: 'Last used', kind: 'instant', width: 22 },
  { header: 'Expires', kind: 'instant', width: 22 },
] as const satisfies readonly SheetColumn[];

const PAGE = 200;

type ListClients = (query: ClientQuery) => Promise<ClientPage>;

/** The clients that a query finds: one that is added or renamed meanwhile may be missing. */
export const everyClient = (list: ListClients, query: ClientQuery): AsyncIterable<Client> =>
  everyItem(async (cursor) => {
    const { clients, nextCursor } = await list({ ...query, limit: PAGE, cursor });
    return { items: clients, next: nextCursor };
  });

/** @param names of teams and organizations by their IDs; what has none is shown by its ID */
export function clientSheet(
  clients: AsyncIterable<Client>,
  names: ReadonlyMap<string, string>,
): Sheet {
  async function* rows(): AsyncGenerator<readonly Cell[]> {
    for await (const client of clients) yield cellsOf(client, names);
  }
  return { title: 'Clients', columns: CLIENT_COLUMNS, rows: rows() };
}

function cellsOf(client: Client, names: ReadonlyMap<string, string>): Cell[] {
  return [
    client.name,
    client.id,
    client.type,
    client.status,
    client.type === 'embedded' ? undefined : client.scopes.join(' '),
    teamsOf(client)
      .map((id) => names.get(id) ?? id)
      .join(', ') || 'All teams',
    client.accessTokenLifetime,
    client.type === 'app' && client.refreshToken ? client.refreshTokenLifetime : undefined,
    client.createdAt,
    client.lastUsedAt ?? 'Never used',
    client.expiresAt ?? 'Never',
  ];
}

/** IDs of the teams and organizations that a client is limited to; none: all. */
function teamsOf(client: Client): string[] {
  if (client.type === 'embedded') return [client.teamId];
  const { teamIds, organizationIds } = client.teamRestriction;
  return [...organizationIds, ...teamIds];
}

/** Names of the teams within, and of their organizations, by ID. */
export async function nodeNames(
  directory: Pick<DirectoryStore, 'listTeams' | 'listOrganizations'>,
  within: VisibleTeams,
): Promise<ReadonlyMap<string, string>> {
  const teams = (await directory.listTeams()).filter(
    ({ id }) => within === 'all' || within.includes(id),
  );
  const around = new Set(teams.map(({ organizationId }) => organizationId));
  const organizations = (await directory.listOrganizations()).filter(
    ({ id }) => within === 'all' || around.has(id),
  );
  return new Map([...organizations, ...teams].map(({ id, name }) => [id, name]));
}
