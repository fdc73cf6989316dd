import { z } from 'zod';
import type { Membership } from '../../../domain/directory/directory.ts';
import { PERMISSIONS } from '../../../domain/directory/permission.ts';
import { fromCursor, PAGE_QUERY, pageOf, pageReply } from '../cursor.ts';
import { answerSchema, requestSchema } from '../openapi/components.ts';
import { defineRoute } from '../route.ts';
import { instant, reference, toInstant } from './common-schemas.ts';

const membership = answerSchema(
  'Membership',
  z.object({
    team_id: z.string(),
    user_id: z.string(),
    role_id: z.string(),
    created_at: instant,
  }),
);

const toView = (found: Membership): z.input<typeof membership> => ({
  team_id: found.teamId,
  user_id: found.userId,
  role_id: found.roleId,
  created_at: toInstant(found.createdAt),
});

const TAG = 'Memberships';
const ONE = '/api/v1/teams/{team_id}/members/{user_id}';
const params = z.object({ team_id: reference, user_id: reference });

export const membershipRoutes = [
  defineRoute({
    ...{ method: 'get', path: '/api/v1/memberships', operation: 'listMemberships', tag: TAG },
    summary: 'List who has which role in the teams that you see',
    permissions: [PERMISSIONS.readDirectory],
    query: z.object({
      ...PAGE_QUERY,
      team_id: reference.optional(),
      user_id: reference.optional(),
    }),
    answer: answerSchema('MembershipPage', pageOf(membership)),
    async handle({ query: { team_id: teamId, user_id: userId, ...query }, use }) {
      const after = fromCursor('listMemberships', query.cursor);
      const page = await use.browse.memberships({ ...query, teamId, userId, after });
      return pageReply('listMemberships', page, toView);
    },
  }),
  defineRoute({
    ...{ method: 'put', path: ONE, operation: 'setMembership', tag: TAG },
    summary: 'Add a user to a team, or change the role there',
    description:
      'Nobody gives or takes away a role with permissions that they do not have there themselves.',
    permissions: [PERMISSIONS.manageDirectory],
    params,
    body: requestSchema('MembershipChange', z.strictObject({ role_id: reference })),
    answer: membership,
    problems: ['not_found'],
    async handle({ params: { team_id: teamId, user_id: user }, body, use }) {
      const roleId = body.role_id;
      return { body: toView(await use.directory.setMembership({ teamId, user, roleId })) };
    },
  }),
  defineRoute({
    ...{ method: 'delete', path: ONE, operation: 'removeMembership', tag: TAG },
    summary: 'Remove a user from a team',
    permissions: [PERMISSIONS.manageDirectory],
    params,
    problems: ['not_found'],
    async handle({ params: { team_id: teamId, user_id: user }, use }) {
      await use.directory.removeMembership({ teamId, user });
      return { body: undefined };
    },
  }),
];
