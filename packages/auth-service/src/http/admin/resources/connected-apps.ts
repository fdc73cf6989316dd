import { z } from 'zod';
import { CLIENT_TYPES } from '../../../domain/client/client.ts';
import { type ConnectedApp, TOKEN_TYPES } from '../../../domain/oauth-token/connected-app.ts';
import { fromCursor, PAGE_QUERY, pageOf, pageReply } from '../cursor.ts';
import { answerSchema } from '../openapi/components.ts';
import { defineRoute } from '../route.ts';
import { instant, reference, toInstant } from './common-schemas.ts';
import { ownOr, READ_OWN, WRITE_OWN } from './own-scopes.ts';
import { revocation, revoked } from './session-schemas.ts';

const app = answerSchema(
  'ConnectedApp',
  z.object({
    client_id: z.string(),
    client_name: z.string(),
    client_type: z.enum(CLIENT_TYPES),
    token_count: z.int(),
    tokens: z
      .array(
        z.object({
          id: z.string().describe('Names the token, and is none.'),
          type: z.enum(TOKEN_TYPES),
          user_id: z.string().nullable().describe('As whom it acts.'),
          scopes: z.array(z.string()),
          key_bound: z.boolean().describe('Of use to the holder of a key only (DPoP).'),
          all_teams: z
            .boolean()
            .describe('Its user allowed it in all teams, also those made later.'),
          team_ids: z
            .array(z.string())
            .describe('Else the teams that its user chose; empty where no user was asked.'),
          issued_at: instant,
          expires_at: instant,
        }),
      )
      .describe('The last to expire, 100 at most.'),
  }),
);

const toView = ({ client, tokens, tokenCount }: ConnectedApp): z.input<typeof app> => ({
  client_id: client.id,
  client_name: client.name,
  client_type: client.type,
  token_count: tokenCount,
  tokens: tokens.map((token) => ({
    id: token.id,
    type: TOKEN_TYPES[token.kind],
    user_id: token.userId ?? null,
    scopes: token.scopes,
    key_bound: token.keyBound,
    all_teams: token.chosenTeams === 'all',
    team_ids: token.chosenTeams === 'all' ? [] : [...(token.chosenTeams ?? [])],
    issued_at: toInstant(token.issuedAt),
    expires_at: toInstant(token.expiresAt),
  })),
});

const TAG = 'Sessions';

export const connectedAppRoutes = [
  defineRoute({
    ...{ method: 'get', path: '/api/v1/connected-apps', operation: 'listConnectedApps', tag: TAG },
    summary: 'List applications with their tokens: yours, and of clients that you may read',
    scopes: READ_OWN,
    query: z.object({
      ...PAGE_QUERY,
      client_id: reference.optional(),
      user_id: ownOr(reference),
    }),
    answer: answerSchema('ConnectedAppPage', pageOf(app)),
    async handle({ query: { client_id: clientId, user_id, ...query }, caller, use }) {
      const after = fromCursor('listConnectedApps', query.cursor);
      const userId = user_id === 'me' ? (caller.userId ?? '') : user_id;
      const page = await use.connectedApps.list({ ...query, clientId, userId, after });
      return pageReply('listConnectedApps', page, toView);
    },
  }),
  defineRoute({
    ...{ method: 'delete', path: '/api/v1/connected-apps/{client_id}', tag: TAG },
    operation: 'disconnectApp',
    summary: 'End everything that an application holds of a user, or of everybody',
    description: 'Consent goes too: the application has to ask again.',
    scopes: WRITE_OWN,
    params: z.object({ client_id: reference }),
    query: z.object({
      user_id: z
        .string()
        .min(1)
        .max(254)
        .default('me')
        .describe('ID of a user; `me` for yourself, `everybody` for all.'),
    }),
    answer: answerSchema('Disconnected', revoked),
    problems: ['not_found', 'permission_required'],
    async handle({ params: { client_id: clientId }, query: { user_id }, caller, use }) {
      const mine = user_id === 'me' ? (caller.userId ?? caller.clientId) : user_id;
      const userId = user_id === 'everybody' ? undefined : mine;
      return { body: { revoked: await use.connectedApps.disconnect({ clientId, userId }) } };
    },
  }),
  defineRoute({
    ...{ method: 'delete', path: '/api/v1/tokens/{token_id}', operation: 'revokeToken', tag: TAG },
    summary: 'End one token; a refresh token with everything of its grant',
    scopes: WRITE_OWN,
    params: z.object({ token_id: reference }),
    answer: revocation,
    problems: ['not_found', 'permission_required'],
    handle: async ({ params, use }) => ({
      body: { revoked: await use.connectedApps.revokeToken(params.token_id) },
    }),
  }),
];
