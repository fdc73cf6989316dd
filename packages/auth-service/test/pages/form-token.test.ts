import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { formTokens } from '../../src/http/pages/form-token.ts';

const tokens = formTokens({ issuer: 'https://auth.example.com', key: Buffer.from('key') });

function requestWith(headers: Record<string, string> = {}): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  Object.assign(request.headers, headers);
  return request;
}

/** What a browser holds after it has been handed a form. */
function handedOut(purpose: string, from = tokens): { token: string; cookie: string } {
  const request = requestWith();
  const response = new ServerResponse(request);
  const token = from.issue(request, response, purpose);
  expect(from.issue(request, response, purpose), 'a second form of the page').toBe(token);
  const cookies = [response.getHeader('Set-Cookie')].flat();
  expect(cookies).toHaveLength(1);
  return { token, cookie: String(cookies[0]) };
}

const pair = (cookie: string): string => cookie.split(';', 1)[0] ?? '';

test('a form comes back to the purpose and the browser that it was made for', () => {
  const { token, cookie } = handedOut('interaction-1');
  expect(cookie).toMatch(
    /^__Host-casement_form=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
  );
  const headers = { cookie: `theme=dark; ${pair(cookie)}`, 'sec-fetch-site': 'same-origin' };
  const request = requestWith(headers);
  tokens.check(request, token, 'interaction-1');
  const response = new ServerResponse(request);
  expect(tokens.issue(request, response, 'interaction-1')).toBe(token);
  expect(response.hasHeader('Set-Cookie'), 'the cookie that is there stays').toBe(false);
});

type Held = ReturnType<typeof handedOut>;
type Presented = [headers: object, token: string | null, purpose: string];

test.each<[string, (held: Held) => Presented]>([
  ['without its cookie', ({ token }) => [{}, token, 'p']],
  ['without its token', ({ cookie }) => [{ cookie: pair(cookie) }, null, 'p']],
  ['for another purpose', ({ token, cookie }) => [{ cookie: pair(cookie) }, token, 'q']],
  ['of another browser', ({ token }) => [{ cookie: pair(handedOut('p').cookie) }, token, 'p']],
  [
    'from another site',
    ({ token, cookie }) => [{ cookie: pair(cookie), 'sec-fetch-site': 'cross-site' }, token, 'p'],
  ],
  [
    'from another host of the site',
    ({ token, cookie }) => [{ cookie: pair(cookie), 'sec-fetch-site': 'same-site' }, token, 'p'],
  ],
  [
    'of another Origin, in an older browser',
    ({ token, cookie }) => [{ cookie: pair(cookie), origin: 'https://evil.example' }, token, 'p'],
  ],
  [
    'with a cookie that was set by force',
    ({ token }) => [{ cookie: '__Host-casement_form=x' }, token, 'p'],
  ],
])('20 a form %s is refused', (_case, make) => {
  const [headers, token, purpose] = make(handedOut('p'));
  const check = () => tokens.check(requestWith({ ...headers }), token, purpose);
  expect(check).toThrow(expect.objectContaining({ name: 'PageRefusal', status: 403 }));
});

test('another deployment’s tokens are none', () => {
  const other = formTokens({ issuer: 'https://auth.example.com', key: Buffer.from('other') });
  const { token, cookie } = handedOut('p', other);
  expect(() => tokens.check(requestWith({ cookie: pair(cookie) }), token, 'p')).toThrow();
});

test('on plain-http loopback the cookie goes without Secure', () => {
  const { cookie } = handedOut(
    'p',
    formTokens({ issuer: 'http://localhost:4400', key: Buffer.from('k') }),
  );
  expect(cookie).toMatch(/^casement_form=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
});
