import { z } from 'zod';
import type { BrowserSession } from '../../../domain/browser-session/browser-session.ts';
import { PERMISSIONS } from '../../../domain/directory/permission.ts';
import type { LocateAddress } from '../../../domain/location/locate-address.ts';
import { fromCursor, PAGE_QUERY, pageOf, pageReply } from '../cursor.ts';
import { answerSchema } from '../openapi/components.ts';
import { defineRoute } from '../route.ts';
import {
  instant,
  nullableInstant,
  reference,
  toInstant,
  toNullableInstant,
} from './common-schemas.ts';
import { ownOr, READ_OWN, WRITE_OWN } from './own-scopes.ts';
import { PLACE, placeOf, revocation, revoked } from './session-schemas.ts';

const session = answerSchema(
  'BrowserSession',
  z.object({
    id: z.string(),
    user_id: z.string(),
    state: z.enum(['live', 'ended', 'revoked']),
    ...PLACE,
    created_at: instant.describe('When somebody signed in.'),
    last_active_at: instant,
    expires_at: instant,
    revoked_at: nullableInstant,
  }),
);

function toView(
  found: BrowserSession,
  now: number,
  locate: LocateAddress,
): z.input<typeof session> {
  const live = found.expiresAt > now ? ('live' as const) : ('ended' as const);
  return {
    id: found.id,
    user_id: found.userId,
    state: found.revokedAt === undefined ? live : 'revoked',
    ...placeOf(found, locate),
    created_at: toInstant(found.createdAt),
    last_active_at: toInstant(found.lastActiveAt),
    expires_at: toInstant(found.expiresAt),
    revoked_at: toNullableInstant(found.revokedAt),
  };
}

const TAG = 'Sessions';
const TOLD =
  'Applications keep what they were allowed. Those with a back-channel logout address that were signed in to from there are told in the background.';

export const browserSessionRoutes = [
  defineRoute({
    ...{ method: 'get', path: '/api/v1/browser-sessions', tag: TAG },
    operation: 'listBrowserSessions',
    summary:
      'List where people are signed in, last active first: yourself, or everybody if you may',
    description: `Others’ take the permission ${PERMISSIONS.manageDirectory} everywhere.`,
    scopes: READ_OWN,
    query: z.object({
      ...PAGE_QUERY,
      user_id: ownOr(reference),
      all: z.boolean().default(false).describe('Ended and revoked ones too.'),
    }),
    answer: answerSchema('BrowserSessionPage', pageOf(session)),
    problems: ['permission_required', 'not_found'],
    async handle({ query: { user_id, cursor, ...query }, caller, use, now, locate }) {
      const mayAll = caller.authority.everywhere.includes(PERMISSIONS.manageDirectory);
      const own = user_id === 'me' || (user_id === undefined && !mayAll);
      // Whom a client that is a subject of its own means by "me" has no browser.
      const user = own ? caller.userId : user_id;
      if (own && user === undefined) return { body: { items: [], next_cursor: null } };
      const after = fromCursor('listBrowserSessions', cursor);
      const page = await use.browserSessions.list({ ...query, user, after });
      return pageReply('listBrowserSessions', page, (found) => toView(found, now, locate));
    },
  }),
  defineRoute({
    ...{ method: 'delete', path: '/api/v1/browser-sessions/{browser_session_id}', tag: TAG },
    operation: 'revokeBrowserSession',
    summary: 'Sign one browser out',
    description: TOLD,
    scopes: WRITE_OWN,
    params: z.object({ browser_session_id: reference }),
    answer: revocation,
    problems: ['not_found'],
    async handle({ params: { browser_session_id: browserSessionId }, use }) {
      return { body: { revoked: await use.browserSessions.revoke({ browserSessionId }) } };
    },
  }),
  defineRoute({
    ...{ method: 'post', path: '/api/v1/users/{user_id}/sign-out', tag: TAG },
    operation: 'signOutUser',
    summary: 'Sign a user out of every browser',
    description: TOLD,
    scopes: WRITE_OWN,
    params: z.object({ user_id: reference.describe('`me` for yourself.') }),
    answer: answerSchema('SignedOut', revoked),
    problems: ['not_found', 'permission_required'],
    async handle({ params: { user_id }, caller, use }) {
      const user = user_id === 'me' ? (caller.userId ?? 'me') : user_id;
      return { body: { revoked: await use.browserSessions.revoke({ user }) } };
    },
  }),
];
