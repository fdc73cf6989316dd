import { z } from 'zod';
import type { Team } from '../../../domain/directory/directory.ts';
import { PERMISSIONS } from '../../../domain/directory/permission.ts';
import { fromCursor, PAGE_QUERY, pageOf, pageReply } from '../cursor.ts';
import { answerSchema, requestSchema } from '../openapi/components.ts';
import { defineRoute } from '../route.ts';
import { instant, reference, search, slug, text, toInstant } from './common-schemas.ts';

const team = answerSchema(
  'Team',
  z.object({
    id: z.string(),
    organization_id: z.string(),
    name: z.string(),
    slug: z.string().describe('Names the team in `/api/projects/{slug}/…`.'),
    created_at: instant,
  }),
);

const toView = (found: Team): z.input<typeof team> => ({
  id: found.id,
  organization_id: found.organizationId,
  name: found.name,
  slug: found.slug,
  created_at: toInstant(found.createdAt),
});

const TAG = 'Teams';

export const teamRoutes = [
  defineRoute({
    ...{ method: 'get', path: '/api/v1/teams', operation: 'listTeams', tag: TAG },
    summary: 'List the teams that you see',
    permissions: [PERMISSIONS.readDirectory],
    query: z.object({ ...PAGE_QUERY, search, organization_id: reference.optional() }),
    answer: answerSchema('TeamPage', pageOf(team)),
    async handle({ query: { organization_id: organizationId, ...query }, use }) {
      const after = fromCursor('listTeams', query.cursor);
      const page = await use.browse.teams({ ...query, organizationId, after });
      return pageReply('listTeams', page, toView);
    },
  }),
  defineRoute({
    ...{ method: 'post', path: '/api/v1/teams', operation: 'createTeam', tag: TAG },
    summary: 'Add a team to an organization',
    permissions: [PERMISSIONS.manageDirectory],
    body: requestSchema(
      'NewTeam',
      z.strictObject({ organization_id: reference, name: text, slug: slug.optional() }),
    ),
    answer: team,
    status: 201,
    problems: ['not_found', 'conflict'],
    idempotent: true,
    async handle({ body: { organization_id: organizationId, ...body }, use }) {
      const made = await use.directory.createTeam({ organizationId, ...body });
      return { body: toView(made), location: `/api/v1/teams/${made.id}` };
    },
  }),
  defineRoute({
    ...{ method: 'get', path: '/api/v1/teams/{team_id}', operation: 'getTeam', tag: TAG },
    summary: 'Read a team',
    permissions: [PERMISSIONS.readDirectory],
    params: z.object({ team_id: reference }),
    answer: team,
    problems: ['not_found'],
    handle: async ({ params, use }) => ({ body: toView(await use.browse.team(params.team_id)) }),
  }),
];
