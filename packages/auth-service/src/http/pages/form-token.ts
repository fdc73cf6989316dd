import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { randomBytes } from '../../domain/random-bytes.ts';
import { PageRefusal } from './page-refusal.ts';

/**
 * Proof that a form which comes in was handed out to the same browser for the same purpose. The browser
 * keeps a random value in a cookie that no script reads; a form carries an HMAC of it and of what the
 * form is for, so that a token for one thing is none for another and no other site can make one.
 */
export interface FormTokens {
  /**
   * The token for a form, and the cookie with the answer where the browser has none yet.
   *
   * @param purpose what the form is bound to, for example the ID of an interaction
   */
  issue(request: IncomingMessage, response: ServerResponse, purpose: string): string;
  /**
   * Lets a form of ours pass.
   *
   * @throws PageRefusal 403
   */
  check(request: IncomingMessage, token: string | null | undefined, purpose: string): void;
  /** What tells a browser that has been handed a form from every other; not the cookie's value. */
  browserOf(request: IncomingMessage): string | undefined;
}

const VALUE = /^[A-Za-z0-9_-]{43}$/;

export function formTokens({
  issuer,
  key,
}: {
  /** Public address; its scheme says how safe a cookie can be. */
  issuer: string;
  /** Of the deployment, so that every replica has the same. */
  key: Uint8Array;
}): FormTokens {
  const macKey = Buffer.from(hkdfSync('sha256', key, '', 'casement form tokens', 32));
  const { origin, protocol } = new URL(issuer);
  const secure = protocol === 'https:';
  // The prefix keeps other hosts of the same site from setting the cookie (RFC 6265bis §4.1.3).
  const name = secure ? '__Host-casement_form' : 'casement_form';
  /** A page with two forms sets one cookie. */
  const made = new WeakMap<IncomingMessage, string>();
  const macOf = (value: string, purpose: string): string =>
    createHmac('sha256', macKey).update(`${value}\n${purpose}`).digest('base64url');
  return {
    issue(request, response, purpose) {
      let value = cookieOf(request, name) ?? made.get(request);
      if (value === undefined) {
        value = randomBytes(32).toString('base64url');
        made.set(request, value);
        response.appendHeader(
          'Set-Cookie',
          `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`,
        );
      }
      return macOf(value, purpose);
    },
    check(request, token, purpose) {
      const value = cookieOf(request, name);
      refuseForeignForm(request, origin);
      if (value === undefined)
        throw formNotValid('The cookie that belongs to the form is missing.');
      if (!equal(token ?? '', macOf(value, purpose))) {
        throw formNotValid('The form was made for another browser, or for something else.');
      }
    },
    browserOf(request) {
      const value = cookieOf(request, name);
      return value === undefined ? undefined : macOf(value, 'browser');
    },
  };
}

function cookieOf({ headers }: IncomingMessage, name: string): string | undefined {
  for (const pair of headers.cookie?.split(';') ?? []) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value !== undefined && VALUE.test(value)) return value;
  }
  return undefined;
}

/** @throws PageRefusal 403 for a form that a page of another origin has sent */
export function refuseForeignForm(request: IncomingMessage, ownOrigin: string): void {
  if (!isFromOurPage(request, ownOrigin)) throw formNotValid('The form came from another site.');
}

/** Browsers say where a form is from: one header of old and a newer one that no page can change. */
function isFromOurPage({ headers }: IncomingMessage, ownOrigin: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return headers.origin === undefined || headers.origin === ownOrigin;
}

function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** What is said of a form that was not handed out to this browser for this purpose. */
export const formNotValid = (description: string): PageRefusal =>
  new PageRefusal(403, {
    title: 'This form is not valid any more',
    message: 'It was opened in another browser or too long ago, or cookies are blocked here.',
    remedy:
      'Go back, load the page again and repeat what you did, with cookies allowed for this site.',
    details: { error: 'form_not_valid', description },
  });
