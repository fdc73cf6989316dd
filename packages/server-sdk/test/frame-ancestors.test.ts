import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { frameAncestors as forExpress } from '../src/express/index.ts';
import { frameAncestors as forFetch } from '../src/fetch/index.ts';
import { thrownBy } from './support/failure.ts';
import { json, type ScriptedIssuer, startScriptedIssuer } from './support/scripted-issuer.ts';

const PORTAL = 'https://portal.example.com';
let issuer: ScriptedIssuer;

beforeEach(async () => {
  issuer = await startScriptedIssuer((request, response) => {
    const id = new URL(request.url, 'http://x').searchParams.get('client_id') ?? '';
    json(response, 200, { client_id: id, allowed_origins: id === 'known' ? [PORTAL] : [] });
  });
});

afterEach(() => issuer.close());

/** A dashboard server whose document and headers a test chooses. */
type Dashboard = (
  path: string,
  headers?: Record<string, string>,
) => Promise<{ headers: Headers; status: number }>;

const late: Record<string, (headers: Record<string, string>) => RequestHandler> = {
  'set before by other middleware': (headers) => (_, response, next) => {
    response.set(headers);
    next();
  },
  'set after, by the route': (headers) => (_, response) => void response.set(headers).send('<p>'),
  'given to writeHead': (headers) => (_, response) =>
    void response.writeHead(200, 'Fine', headers).end('<p>'),
  'given to writeHead as a list': (headers) => (_, response) =>
    void response.writeHead(200, Object.entries(headers).flat()).end('<p>'),
};

async function throughExpress(
  handlers: (frame: RequestHandler) => RequestHandler[],
  path: string,
): Promise<Response> {
  const frame = forExpress({ issuer: issuer.url });
  const app = express();
  app.get('/dash', ...handlers(frame));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  await response.text();
  server.closeAllConnections();
  server.close();
  await frame.close();
  return response;
}

const send =
  (headers: Record<string, string>): RequestHandler =>
  (_, response) =>
    void response.set(headers).send('<p>dashboard</p>');

const dashboards: Record<string, Dashboard> = {
  Express: (path, headers = {}) => throughExpress((frame) => [frame, send(headers)], path),
  'Request and Response': async (path, headers = {}) => {
    const frame = forFetch({ issuer: issuer.url });
    const page = new Response('<p>', { headers });
    if (!('Content-Type' in headers)) page.headers.set('content-type', 'text/html');
    const response = await frame(new Request(`http://dash.example${path}`), page);
    await frame.close();
    return response;
  },
};

describe.each(Object.entries(dashboards))('%s', (_, get) => {
  test('EM8: exactly the allowed origins may frame', async () => {
    const { headers, status } = await get('/dash?client_id=known&theme=dark');
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toBe(`frame-ancestors ${PORTAL}`);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  test.each([
    ['absent', '/dash'],
    ['empty', '/dash?client_id='],
    ['given twice', '/dash?client_id=known&client_id=other'],
    ['with a line break', '/dash?client_id=known%0d%0aSet-Cookie:a'],
    ['too long', `/dash?client_id=${'a'.repeat(201)}`],
  ])('client_id %s: nobody may frame, the issuer is not asked', async (_name, path) => {
    const { headers } = await get(path);
    expect(headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
    expect(issuer.requests).toHaveLength(0);
  });

  test('an unknown client: nobody may frame', async () => {
    const { headers } = await get('/dash?client_id=guess');
    expect(headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('an issuer out of reach: nobody may frame, the page is answered', async () => {
    issuer.script = (_request, response) => void response.destroy();
    const { headers, status } = await get('/dash?client_id=known');
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
  });

  test('the application’s own policy stays, its framing rules go', async () => {
    const { headers } = await get('/dash?client_id=known', {
      'Content-Security-Policy': "default-src 'self'; frame-ancestors 'self'",
      'X-Frame-Options': 'DENY',
      'Cache-Control': 'public, max-age=600',
    });
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'self'; frame-ancestors ${PORTAL}`,
    );
    expect(headers.has('x-frame-options')).toBe(false);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('what is no document keeps its caching', async () => {
    const { headers } = await get('/dash', {
      'Content-Type': 'text/javascript',
      'Cache-Control': 'public, max-age=600',
    });
    expect(headers.get('cache-control')).toBe('public, max-age=600');
  });

  test('a wrong option is named', () => {
    for (const make of [forExpress, forFetch]) {
      const error = thrownBy(() => make({ issuer: `${issuer.url}/`, staleIfErrorSeconds: -1 }));
      expect(error.code).toBe('configuration_invalid');
      expect(error.errors?.map(({ path }) => path)).toEqual(['issuer', 'staleIfErrorSeconds']);
    }
  });
});

describe('Express: headers of the application', () => {
  test.each(Object.entries(late))('%s', async (name, make) => {
    const own = make({
      'Content-Security-Policy': "img-src 'self'; frame-ancestors 'none'",
      'X-Frame-Options': 'SAMEORIGIN',
      'X-Own': 'kept',
    });
    const response = await throughExpress(
      (frame) => (name.includes('before') ? [own, frame, send({})] : [frame, own]),
      '/dash?client_id=known',
    );
    expect(response.headers.get('content-security-policy')).toBe(
      `img-src 'self'; frame-ancestors ${PORTAL}`,
    );
    expect(response.headers.has('x-frame-options')).toBe(false);
    expect(response.headers.get('x-own')).toBe('kept');
  });
});
