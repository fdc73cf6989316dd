/** One browser in which somebody is signed in, from signing in to signing out. */
export interface BrowserSession {
  id: string;
  /** Hash of the name that the engine's session keeps for life, whatever its cookie becomes. */
  key: string;
  userId: string;
  /** As the browser calls itself, cut short; see `describeUserAgent`. */
  userAgent: string | undefined;
  /** Where it was last seen. */
  address: string | undefined;
  /** When somebody signed in. Milliseconds since the epoch, like all times. */
  createdAt: number;
  lastActiveAt: number;
  expiresAt: number;
  revokedAt: number | undefined;
}

/** What a request of a signed-in browser says about its session. */
export interface BrowserActivity
  extends Pick<BrowserSession, 'key' | 'userId' | 'userAgent' | 'address' | 'expiresAt'> {
  at: number;
}

/** Characters: what real browsers send is shorter, and what strangers send is not kept. */
export const USER_AGENT_MAX = 300;
