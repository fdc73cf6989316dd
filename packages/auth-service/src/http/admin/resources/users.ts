import { z } from 'zod';
import { USER_STATUSES, type User } from '../../../domain/directory/directory.ts';
import { PERMISSIONS } from '../../../domain/directory/permission.ts';
import { fromCursor, PAGE_QUERY, pageOf, pageReply } from '../cursor.ts';
import { answerSchema, requestSchema } from '../openapi/components.ts';
import { defineRoute } from '../route.ts';
import { instant, nullableLocale, reference, search, text, toInstant } from './common-schemas.ts';

const status = z.enum(USER_STATUSES);

const user = answerSchema(
  'User',
  z.object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    status,
    locale: nullableLocale,
    created_at: instant,
  }),
);

const toView = ({ createdAt, locale, ...found }: User): z.input<typeof user> => ({
  ...found,
  locale: locale ?? null,
  created_at: toInstant(createdAt),
});

const TAG = 'Users';
const params = z.object({ user_id: reference });

export const userRoutes = [
  defineRoute({
    ...{ method: 'get', path: '/api/v1/users', operation: 'listUsers', tag: TAG },
    summary: 'List the members of the teams that you see',
    description: 'Who sees every team sees users of no team too.',
    permissions: [PERMISSIONS.readDirectory],
    query: z.object({
      ...PAGE_QUERY,
      search: search.describe('Part of the name or of the e-mail address, in whatever case.'),
      team_id: reference.optional(),
      status: status.optional(),
    }),
    answer: answerSchema('UserPage', pageOf(user)),
    async handle({ query: { team_id: teamId, ...query }, use }) {
      const after = fromCursor('listUsers', query.cursor);
      const page = await use.browse.users({ ...query, teamId, after });
      return pageReply('listUsers', page, toView);
    },
  }),
  defineRoute({
    ...{ method: 'post', path: '/api/v1/users', operation: 'createUser', tag: TAG },
    summary: 'Add a user',
    permissions: [PERMISSIONS.manageDirectory],
    body: requestSchema('NewUser', z.strictObject({ email: text, name: text })),
    answer: user,
    status: 201,
    problems: ['conflict'],
    idempotent: true,
    async handle({ body, use }) {
      const made = await use.directory.createUser(body);
      return { body: toView(made), location: `/api/v1/users/${made.id}` };
    },
  }),
  defineRoute({
    ...{ method: 'get', path: '/api/v1/users/{user_id}', operation: 'getUser', tag: TAG },
    summary: 'Read a user',
    permissions: [PERMISSIONS.readDirectory],
    params,
    answer: user,
    problems: ['not_found'],
    handle: async ({ params, use }) => ({ body: toView(await use.browse.user(params.user_id)) }),
  }),
  defineRoute({
    ...{ method: 'patch', path: '/api/v1/users/{user_id}', operation: 'updateUser', tag: TAG },
    summary: 'Activate or deactivate a user, or set the language of mails to them',
    description: 'An inactive user’s sessions and tokens end at once.',
    permissions: [PERMISSIONS.manageDirectory],
    params,
    body: requestSchema(
      'UserChange',
      z.strictObject({ status: status.optional(), locale: nullableLocale.optional() }),
    ),
    answer: user,
    problems: ['not_found'],
    async handle({ params, body, use }) {
      const { status, locale } = body;
      // The one that may be refused first.
      if (locale !== undefined)
        await use.locales.setUserLocale(params.user_id, locale ?? undefined);
      if (status !== undefined) await use.directory.setUserStatus(params.user_id, status);
      return { body: toView(await use.directory.getUser(params.user_id)) };
    },
  }),
];
