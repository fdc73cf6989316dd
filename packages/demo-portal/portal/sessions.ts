import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';

const LIFETIME_MS = 8 * 60 * 60 * 1000;
/** Cookies ignore ports, so every program on localhost shares them: the name is the portal's own. */
const COOKIE = 'northlight_portal_session';

/** The portal's own sign-in sessions, in memory. They have nothing to do with embedded sessions. */
export class Sessions {
  readonly #sessions = new Map<string, { email: string; expiresAt: number }>();

  /** Starts a session under a fresh ID, whatever ID the browser came with. */
  start(request: Request, response: Response, email: string): void {
    this.end(request, response);
    const id = randomBytes(32).toString('base64url');
    this.#sessions.set(id, { email, expiresAt: Date.now() + LIFETIME_MS });
    response.cookie(COOKIE, id, { httpOnly: true, sameSite: 'lax', maxAge: LIFETIME_MS });
  }

  /** Ends the browser's session; answers whose it was. */
  end(request: Request, response: Response): string | undefined {
    const email = this.emailOf(request);
    this.#sessions.delete(idOf(request) ?? '');
    response.clearCookie(COOKIE);
    return email;
  }

  /** Whether somebody is signed in in any browser. */
  has(email: string): boolean {
    const now = Date.now();
    return [...this.#sessions.values()].some((one) => one.email === email && one.expiresAt > now);
  }

  /** The e-mail of whoever is signed in; undefined for nobody. */
  emailOf(request: Request): string | undefined {
    const id = idOf(request) ?? '';
    const session = this.#sessions.get(id);
    if (session === undefined || session.expiresAt > Date.now()) return session?.email;
    this.#sessions.delete(id);
    return undefined;
  }
}

function idOf(request: Request): string | undefined {
  return cookie(request, COOKIE);
}

/** One cookie's value, as sent. */
export function cookie(request: Request, name: string): string | undefined {
  const pairs = request.headers.cookie?.split(';') ?? [];
  const pair = pairs.map((text) => text.trim()).find((text) => text.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}
