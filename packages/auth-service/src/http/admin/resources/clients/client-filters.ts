import { z } from 'zod';
import { CLIENT_TYPES } from '../../../../domain/client/client.ts';
import { CLIENT_STATUSES } from '../../../../domain/client/client-base.ts';
import { type ClientQuery, TEAM_LIMITS } from '../../../../domain/client/client-query.ts';
import { CLIENT_SORTS, SORT_ORDERS } from '../../../../domain/client/client-sort.ts';
import { snakeCase } from '../../../../domain/letter-case.ts';
import { SCOPES } from '../../../../domain/scope/scope.ts';
import { instant, reference, search } from '../common-schemas.ts';

const sorts = CLIENT_SORTS.map((sort) => [snakeCase(sort), sort] as const);
const SORTS = new Map(sorts);

/** Which clients, and in what order: of the list, and of what is made of it (CM14, CM15). */
export const CLIENT_FILTERS = {
  search: search.describe('Part of the name or of the ID, in whatever case.'),
  status: z.array(z.enum(CLIENT_STATUSES)).optional().describe('One of these.'),
  type: z.array(z.enum(CLIENT_TYPES)).optional().describe('One of these.'),
  team_limit: z.enum(TEAM_LIMITS).optional(),
  team_id: reference.optional().describe('Of this team, or limited to it by name.'),
  scope: z.enum(SCOPES).optional(),
  user_id: reference.optional().describe('Acting as this user: pinned, or a service.'),
  unused_since: instant.optional().describe('Not used since, and made before.'),
  expires_before: instant.optional(),
  sort: z.enum(sorts.map(([name]) => name)).default('name'),
  order: z.enum(SORT_ORDERS).default('asc'),
};

const filters = z.object(CLIENT_FILTERS);

/** The same in the domain's words, without a page. */
export function toClientQuery(query: z.output<typeof filters>): ClientQuery {
  const { unused_since, expires_before } = query;
  return {
    ...{ search: query.search, status: query.status, type: query.type, scope: query.scope },
    ...{ teamLimit: query.team_limit, teamId: query.team_id, userId: query.user_id },
    unusedSince: unused_since === undefined ? undefined : Date.parse(unused_since),
    expiresBefore: expires_before === undefined ? undefined : Date.parse(expires_before),
    ...{ sort: SORTS.get(query.sort), order: query.order },
  };
}
