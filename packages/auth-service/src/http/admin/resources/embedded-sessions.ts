import { z } from 'zod';
import { sessionState } from '../../../domain/embedded-session/browse-sessions.ts';
import type { EmbeddedSession } from '../../../domain/embedded-session/embedded-session.ts';
import { SESSION_STATES } from '../../../domain/embedded-session/session-page-store.ts';
import type { LocateAddress } from '../../../domain/location/locate-address.ts';
import { fromCursor, PAGE_QUERY, pageOf, pageReply } from '../cursor.ts';
import { answerSchema, requestSchema } from '../openapi/components.ts';
import { defineRoute } from '../route.ts';
import {
  instant,
  nullableInstant,
  reference,
  toInstant,
  toNullableInstant,
} from './common-schemas.ts';
import { ownOr, READ_OWN, WRITE_OWN } from './own-scopes.ts';
import { seen } from './seen.ts';
import { PLACE, placeOf, revocation } from './session-schemas.ts';

const session = answerSchema(
  'EmbeddedSession',
  z.object({
    id: z.string(),
    client_id: z.string(),
    user_id: z.string(),
    team_id: z.string(),
    embedder_origin: z.string(),
    audience: z.string(),
    state: z.enum(SESSION_STATES).describe('`ended`: its last token has expired.'),
    ...PLACE,
    renewals: z.int(),
    created_at: instant,
    last_renewed_at: instant,
    expires_at: instant,
    revoked_at: nullableInstant,
    revoked_reason: z.string().nullable(),
  }),
);

const toView = (
  found: EmbeddedSession,
  now: number,
  locate: LocateAddress,
): z.input<typeof session> => ({
  id: found.id,
  client_id: found.clientId,
  user_id: found.userId,
  team_id: found.teamId,
  embedder_origin: found.embedderOrigin,
  audience: found.audience,
  state: sessionState(found, now),
  ...placeOf(found, locate),
  renewals: found.renewals,
  created_at: toInstant(found.createdAt),
  last_renewed_at: toInstant(found.lastRenewedAt),
  expires_at: toInstant(found.expiresAt),
  revoked_at: toNullableInstant(found.revokedAt),
  revoked_reason: found.revokedReason ?? null,
});

const TAG = 'Sessions';
const reason = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .describe('Kept with the session and in the log.');

export const embeddedSessionRoutes = [
  defineRoute({
    ...{ method: 'get', path: '/api/v1/embedded-sessions', tag: TAG },
    operation: 'listEmbeddedSessions',
    summary: 'List embedded sessions: your own, and those of clients that you may read',
    scopes: READ_OWN,
    query: z.object({
      ...PAGE_QUERY,
      client_id: reference.optional(),
      user_id: ownOr(reference),
      state: z.enum(SESSION_STATES).optional(),
    }),
    answer: answerSchema('EmbeddedSessionPage', pageOf(session)),
    async handle({ query: { client_id: clientId, user_id, ...query }, caller, use, now, locate }) {
      const after = fromCursor('listEmbeddedSessions', query.cursor);
      const userId = user_id === 'me' ? (caller.userId ?? '') : user_id;
      const page = await use.browseSessions.list({ ...query, clientId, userId, after });
      return pageReply('listEmbeddedSessions', page, (found) => toView(found, now, locate));
    },
  }),
  defineRoute({
    ...{ method: 'delete', path: '/api/v1/embedded-sessions/{session_id}', tag: TAG },
    operation: 'revokeEmbeddedSession',
    summary: 'End an embedded session at once and for good',
    description: 'Says `0` of one that had been ended before.',
    scopes: WRITE_OWN,
    params: z.object({ session_id: reference }),
    query: z.object({ reason }),
    answer: revocation,
    problems: ['not_found', 'permission_required'],
    async handle({ params: { session_id: sessionId }, query, use }) {
      await use.browseSessions.get(sessionId);
      const why = query.reason ?? 'ended by an administrator';
      return { body: { revoked: await use.sessions.revoke({ sessionId }, why) } };
    },
  }),
  defineRoute({
    ...{ method: 'post', path: '/api/v1/clients/{client_id}/revoke-sessions', tag: TAG },
    operation: 'revokeEmbeddedSessions',
    summary: 'End all embedded sessions of a client, or of one user in it',
    scopes: WRITE_OWN,
    params: z.object({ client_id: reference }),
    body: requestSchema(
      'SessionRevocation',
      z.strictObject({ user: reference.optional().describe('By ID or e-mail address.'), reason }),
    ),
    answer: revocation,
    problems: ['not_found', 'permission_required'],
    async handle({ params: { client_id: clientId }, body: { user, reason: why }, use }) {
      await seen('client', clientId, () => use.clients.get(clientId));
      const ended = await use.sessions.revoke(
        { clientId, user },
        why ?? 'ended by an administrator',
      );
      return { body: { revoked: ended } };
    },
  }),
];
