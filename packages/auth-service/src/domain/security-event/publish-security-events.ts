import { type Clock, toSeconds } from '../clock.ts';
import type { TokenAhead } from '../embedded-session/embedded-session-store.ts';
import type { Stores } from '../storage.ts';
import type { SecurityEventSubject } from './security-event.ts';

/**
 * Appends events to the log, in the transaction of the change that they tell of: either both are, or
 * neither is.
 *
 * An event is dated no earlier than the newest token it must end. That token may carry an `iat` that is
 * ahead of the clock, because it followed another event within the same second (`issueTime`).
 */
export async function publishSecurityEvents(
  stores: Stores,
  clock: Clock,
  subjects: readonly SecurityEventSubject[],
): Promise<void> {
  if (subjects.length === 0) return;
  const now = clock();
  const ahead = await stores.sessions.listIssuedAfter(toSeconds(now));
  await stores.securityEvents.append(
    subjects.map((subject) => ({
      clientId: undefined,
      userId: undefined,
      sessionId: undefined,
      jti: undefined,
      ...subject,
      at: ahead
        .filter((token) => concerns(subject, token))
        .reduce((at, { tokenIssuedAt }) => Math.max(at, tokenIssuedAt * 1000), now),
    })),
  );
}

function concerns(subject: SecurityEventSubject, token: TokenAhead): boolean {
  switch (subject.type) {
    case 'client.disabled':
    case 'client.deleted':
    case 'client.changed':
      return subject.clientId === token.clientId;
    case 'user.changed':
      return subject.userId === token.userId;
    case 'session.revoked':
      return subject.sessionId === token.sessionId;
    case 'token.revoked':
      // Refused by its ID, whenever it was issued.
      return false;
    case 'keys.rotated':
      // Ends no token by its age: the verifiers read the keys again.
      return false;
  }
}
