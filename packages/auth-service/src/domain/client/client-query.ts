import type { FieldFault } from '@casement/server-sdk/contract';
import type { VisibleTeams } from '../authority/authority.ts';
import { isScope, SCOPES, type Scope } from '../scope/scope.ts';
import { CLIENT_TYPES, type Client, type ClientType } from './client.ts';
import { CLIENT_STATUSES, type ClientStatus } from './client-base.ts';
import { type ClientCursor, decodeCursor } from './client-cursor.ts';
import { CLIENT_SORTS, type ClientSort, SORT_ORDERS, type SortOrder } from './client-sort.ts';

/** Whether a client may get tokens for all teams or for some only; embedded ones belong to one (CM4). */
export const TEAM_LIMITS = ['all', 'limited'] as const;
export type TeamLimit = (typeof TEAM_LIMITS)[number];

/** Which clients to list, joined by "and"; see CM14. */
export interface ClientQuery {
  /** Part of the name or of the ID, in whatever case. */
  search?: string | undefined;
  /** One of these. */
  status?: readonly string[] | undefined;
  type?: readonly string[] | undefined;
  teamLimit?: string | undefined;
  /** Embedded clients of this team, and those limited to it by name. */
  teamId?: string | undefined;
  scope?: string | undefined;
  /** Acting as this user: pinned, or a service of it (CM17). */
  userId?: string | undefined;
  /** Not used since then, or never, and made before: milliseconds since the epoch (CM22). */
  unusedSince?: number | undefined;
  /** Whose last secret expires before, or has expired: milliseconds since the epoch. */
  expiresBefore?: number | undefined;
  /** `name` when absent. Never used comes before, and never expiring after, everything else. */
  sort?: string | undefined;
  /** `asc` when absent. */
  order?: string | undefined;
  /** `nextCursor` of the page before; only with the same sort and order. */
  cursor?: string | undefined;
  /** 1–200; 50 when absent. */
  limit?: number | undefined;
}

export interface ClientPage {
  clients: Client[];
  /** Absent on the last page. */
  nextCursor: string | undefined;
}

export const PAGE_SIZE = { min: 1, max: 200, default: 50 } as const;

/** Conditions as a store understands them. */
export interface ClientFilter {
  search: string | undefined;
  status: readonly ClientStatus[] | undefined;
  type: readonly ClientType[] | undefined;
  teamLimit: TeamLimit | undefined;
  teamId: string | undefined;
  scope: Scope | undefined;
  userId: string | undefined;
  unusedSince: number | undefined;
  expiresBefore: number | undefined;
  /** Only those that lie within. */
  within: VisibleTeams;
}

export interface ClientPageQuery extends ClientFilter {
  sort: ClientSort;
  order: SortOrder;
  after: ClientCursor | undefined;
  limit: number;
}

const SEARCH_MAX = 200;

/** What a query without faults asks for. */
export function toPageQuery(
  query: ClientQuery,
  within: VisibleTeams,
): { faults: FieldFault[] } | { faults: undefined; page: ClientPageQuery } {
  const faults: FieldFault[] = [];
  const pick = <T extends string>(path: string, value: string | undefined, all: readonly T[]) => {
    const found = all.find((one) => one === value);
    if (value !== undefined && found === undefined) {
      faults.push({ path, message: `One of ${all.join(', ')}.` });
    }
    return found;
  };
  const pickAll = <T extends string>(
    path: string,
    values: readonly string[] | undefined,
    all: readonly T[],
  ) => {
    if (values === undefined || values.length === 0) return undefined;
    return values.flatMap((value, index) => pick(`${path}.${index}`, value, all) ?? []);
  };
  const { search, limit = PAGE_SIZE.default } = query;
  if (search !== undefined && search.length > SEARCH_MAX) {
    faults.push({ path: 'search', message: `At most ${SEARCH_MAX} characters.` });
  }
  if (!(Number.isInteger(limit) && limit >= PAGE_SIZE.min && limit <= PAGE_SIZE.max)) {
    const { min, max } = PAGE_SIZE;
    faults.push({ path: 'limit', message: `A whole number from ${min} to ${max}.` });
  }
  const sort = pick('sort', query.sort, CLIENT_SORTS) ?? 'name';
  const order = pick('order', query.order, SORT_ORDERS) ?? 'asc';
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, sort, order);
  if (query.cursor !== undefined && after === undefined) {
    const message = 'No cursor of this list with this sort and order: begin with the first page.';
    faults.push({ path: 'cursor', message });
  }
  if (query.scope !== undefined && !isScope(query.scope)) {
    faults.push({ path: 'scope', message: `One of ${SCOPES.join(', ')}.` });
  }
  for (const path of ['unusedSince', 'expiresBefore'] as const) {
    if (query[path] !== undefined && !Number.isSafeInteger(query[path])) {
      faults.push({ path, message: 'A time in milliseconds since the epoch.' });
    }
  }
  const page: ClientPageQuery = {
    search: search === undefined || search.trim() === '' ? undefined : search.trim(),
    status: pickAll('status', query.status, CLIENT_STATUSES),
    type: pickAll('type', query.type, CLIENT_TYPES),
    teamLimit: pick('teamLimit', query.teamLimit, TEAM_LIMITS),
    teamId: query.teamId,
    scope: SCOPES.find((scope) => scope === query.scope),
    userId: query.userId,
    unusedSince: query.unusedSince,
    expiresBefore: query.expiresBefore,
    ...{ within, sort, order, after, limit },
  };
  return faults.length > 0 ? { faults } : { faults: undefined, page };
}
