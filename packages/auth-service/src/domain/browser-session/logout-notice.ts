import type { Clock } from '../clock.ts';
import { artifactKey } from '../oauth-artifact/oauth-artifact.ts';
import type { Stores } from '../storage.ts';

/** A client's server is to hear that a user is signed in no more (OpenID Connect Back-Channel Logout §2.5). */
export interface LogoutNotice {
  clientId: string;
  userId: string;
  /** The browser session, as the client knows it from its ID token. */
  sid: string;
}

/** Milliseconds; later nobody cares any more: the service was down, or the database is administered without one. */
const NOTICE_LIFETIME = 24 * 3_600_000;

/** All notices have this other name, by which they are found. */
const QUEUE = 'logout-notices';

/**
 * Notes which clients' servers are to hear that a browser session has ended: those that the user went to from
 * there and that have an address for it. Whoever delivers them does so once and does not repeat it.
 *
 * @param session as the engine's adapter wrote it
 * @returns how many
 */
export async function noteLogouts(
  { clients, oauthArtifacts }: Pick<Stores, 'clients' | 'oauthArtifacts'>,
  clock: Clock,
  session: { accountId?: unknown; authorizations?: unknown },
): Promise<number> {
  const { accountId: userId, authorizations } = session;
  if (typeof userId !== 'string') return 0;
  let noted = 0;
  for (const [clientId, authorization] of Object.entries(authorizations ?? {})) {
    const { sid } = authorization as { sid?: unknown };
    const client = await clients.find(clientId);
    if (typeof sid !== 'string' || client?.type !== 'app' || !client.backchannelLogoutUri) continue;
    await oauthArtifacts.put({
      kind: 'LogoutNotice',
      // One for each client of a session, however often that ends.
      key: artifactKey(sid),
      clientId,
      // It is to go out also where everything of the user's is removed.
      userId: undefined,
      grantKey: undefined,
      uid: QUEUE,
      userCode: undefined,
      payload: JSON.stringify({ clientId, userId, sid } satisfies LogoutNotice),
      expiresAt: clock() + NOTICE_LIFETIME,
    });
    noted += 1;
  }
  return noted;
}

/** Takes notices that nobody else has taken; at most `limit`, none when there are no more. */
export async function takeLogoutNotices(
  { oauthArtifacts }: Pick<Stores, 'oauthArtifacts'>,
  clock: Clock,
  limit: number,
): Promise<LogoutNotice[]> {
  // Nearly always there is none, and looking is cheaper than taking.
  if (!(await oauthArtifacts.findByUid('LogoutNotice', QUEUE))) return [];
  const taken = await oauthArtifacts.takeByUid('LogoutNotice', QUEUE, limit);
  return taken
    .filter(({ expiresAt }) => expiresAt > clock())
    .map(({ payload }) => JSON.parse(payload) as LogoutNotice);
}
