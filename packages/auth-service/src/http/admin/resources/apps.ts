import { z } from 'zod';
import type { App } from '../../../domain/directory/directory.ts';
import { PERMISSIONS } from '../../../domain/directory/permission.ts';
import { fromCursor, PAGE_QUERY, pageOf, pageReply } from '../cursor.ts';
import { answerSchema, requestSchema } from '../openapi/components.ts';
import { defineRoute } from '../route.ts';
import { instant, reference, search, slug, text, toInstant } from './common-schemas.ts';

const app = answerSchema(
  'App',
  z.object({
    id: z.string(),
    team_id: z.string(),
    name: z.string(),
    slug: z.string().describe('Names the app in `/api/apps/{slug}/…`.'),
    created_at: instant,
  }),
);

const toView = (found: App): z.input<typeof app> => ({
  id: found.id,
  team_id: found.teamId,
  name: found.name,
  slug: found.slug,
  created_at: toInstant(found.createdAt),
});

const TAG = 'Apps';
const params = z.object({ app_id: reference });

export const appRoutes = [
  defineRoute({
    ...{ method: 'get', path: '/api/v1/apps', operation: 'listApps', tag: TAG },
    summary: 'List the apps of the teams that you see',
    permissions: [PERMISSIONS.readDirectory],
    query: z.object({ ...PAGE_QUERY, search, team_id: reference.optional() }),
    answer: answerSchema('AppPage', pageOf(app)),
    async handle({ query: { team_id: teamId, ...query }, use }) {
      const after = fromCursor('listApps', query.cursor);
      const page = await use.browse.apps({ ...query, teamId, after });
      return pageReply('listApps', page, toView);
    },
  }),
  defineRoute({
    ...{ method: 'post', path: '/api/v1/apps', operation: 'createApp', tag: TAG },
    summary: 'Add an app to a team',
    permissions: [PERMISSIONS.manageDirectory],
    body: requestSchema(
      'NewApp',
      z.strictObject({ team_id: reference, name: text, slug: slug.optional() }),
    ),
    answer: app,
    status: 201,
    problems: ['not_found', 'conflict'],
    idempotent: true,
    async handle({ body: { team_id: teamId, ...body }, use }) {
      const made = await use.directory.createApp({ teamId, ...body });
      return { body: toView(made), location: `/api/v1/apps/${made.id}` };
    },
  }),
  defineRoute({
    ...{ method: 'get', path: '/api/v1/apps/{app_id}', operation: 'getApp', tag: TAG },
    summary: 'Read an app',
    permissions: [PERMISSIONS.readDirectory],
    params,
    answer: app,
    problems: ['not_found'],
    handle: async ({ params, use }) => ({ body: toView(await use.browse.app(params.app_id)) }),
  }),
  defineRoute({
    ...{ method: 'delete', path: '/api/v1/apps/{app_id}', operation: 'deleteApp', tag: TAG },
    summary: 'Delete an app',
    description: 'Refused while a service client has a role at it.',
    permissions: [PERMISSIONS.manageDirectory],
    params,
    problems: ['not_found', 'conflict'],
    async handle({ params, use }) {
      await use.directory.deleteApp(params.app_id);
      return { body: undefined };
    },
  }),
];
