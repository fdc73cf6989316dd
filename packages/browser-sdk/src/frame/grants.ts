import type { TokenResponse } from '@casement/server-sdk/contract';
import type { Failure } from '../errors.ts';
import type { Listeners } from '../listeners.ts';
import type { SessionAccess, SessionEvents } from './embedded-session.ts';

/** What the session was granted last: whose it is, and what it may. */
export interface Grants {
  /** Empty until the first one; nobody has the session before. */
  readonly current: TokenResponse;
  /** The session to continue; undefined where the next grant starts one. */
  readonly sessionId: string | undefined;
  /** Takes a grant into use and tells what differs; or answers why it must not be. */
  accept(next: TokenResponse): Failure | undefined;
}

export function createGrants(listeners: Listeners<SessionEvents>): Grants {
  let granted = {} as TokenResponse;
  let sessionId: string | undefined;
  return {
    get current() {
      return granted;
    },
    get sessionId() {
      return sessionId;
    },
    accept(next) {
      const before = granted;
      const previous = before.user;
      const current = next.user;
      const isSomebodyElse = previous && previous.id !== current.id;
      if (isSomebodyElse && !listeners.has('userchange')) {
        return {
          code: 'user_changed',
          message: 'Somebody else is signed in; "userchange" has no listener.',
        };
      }
      granted = next;
      sessionId = next.session_id;
      if (isSomebodyElse) listeners.emit('userchange', { previous, current });
      const access = accessOf(next);
      if (previous && JSON.stringify(accessOf(before)) !== JSON.stringify(access)) {
        listeners.emit('accesschange', access);
      }
      return undefined;
    },
  };
}

/** What of a grant its renewal may change without its being another person. */
function accessOf({ team, permissions, parameters }: TokenResponse): SessionAccess {
  return { team, permissions, parameters };
}
