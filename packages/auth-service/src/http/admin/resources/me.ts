import { z } from 'zod';
import { answerSchema } from '../openapi/components.ts';
import { defineRoute } from '../route.ts';

const me = answerSchema(
  'Caller',
  z.object({
    subject_type: z.enum(['user', 'client']),
    user_id: z
      .string()
      .nullable()
      .describe('As whom the token acts; null for a client of its own.'),
    client_id: z.string().describe('To which the token was given.'),
    all_teams: z
      .boolean()
      .describe('The token counts in all teams, also those made later; else in `teams` only.'),
    permissions_everywhere: z
      .array(z.string())
      .describe('What you may do in every team, also those made later.'),
    teams: z.array(z.object({ id: z.string(), permissions: z.array(z.string()) })),
  }),
);

export const meRoutes = [
  defineRoute({
    ...{ method: 'get', path: '/api/v1/me', operation: 'getCaller', tag: 'Caller' },
    summary: 'Who you are here, and what your token lets you do',
    description: 'Permissions are the subject’s now, narrowed by the token’s scope and teams.',
    answer: me,
    async handle({ caller: { userId, clientId, allTeams, authority } }) {
      return {
        body: {
          subject_type: userId === undefined ? ('client' as const) : ('user' as const),
          user_id: userId ?? null,
          client_id: clientId,
          all_teams: allTeams,
          permissions_everywhere: [...authority.everywhere],
          teams: [...authority.teams].map(([id, held]) => ({ id, permissions: [...held] })),
        },
      };
    },
  }),
];
