import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../build/bundle.ts';
import { readText, type TestIssuer } from './issuer.ts';
import { listen, type Server } from './listen.ts';

let bundled: Promise<string> | undefined;

/** The SDK as it is published, built once per run. */
export async function script(path: string): Promise<string> {
  bundled ??= mkdtemp(join(tmpdir(), 'casement-browser-sdk-')).then(async (folder) => {
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    await bundle(folder);
    return folder;
  });
  // penpal itself, for the test that holds our wire against it.
  const file = path.endsWith('/penpal.js')
    ? fileURLToPath(import.meta.resolve('penpal'))
    : join(await bundled, basename(path));
  return readFile(file, 'utf8');
}

export const page = (head: string, body = ''): string =>
  `<!doctype html><meta charset="utf-8"><title>Test</title>${head}<body>${body}</body>`;

export interface Portal extends Server {
  origin: string;
  user: string;
  /** Requests for challenge codes, in order. */
  requests: { key_thumbprint: string; reason: string }[];
  /** Answers with this instead of a code. */
  refusal: { status: number; body?: string; headers?: Record<string, string> } | undefined;
  isMute: boolean;
  /** Response headers of the page. */
  headers: Record<string, string>;
}

/** The customer's site on `localhost`: an empty page, the host SDK, and a challenge-code endpoint. */
export async function startPortal(issuer: TestIssuer): Promise<Portal> {
  const server = await listen(async (request, response) => {
    if (request.url?.endsWith('.js')) {
      response.setHeader('content-type', 'text/javascript');
      response.end(await script(request.url));
    } else if (request.url === '/challenge-code') {
      const body = JSON.parse(await readText(request));
      portal.requests.push(body);
      if (portal.isMute) return;
      if (portal.refusal) {
        response.writeHead(portal.refusal.status, portal.refusal.headers);
        response.end(portal.refusal.body ?? '');
        return;
      }
      const code = issuer.mint(portal.user, body.key_thumbprint, portal.origin);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ challenge_code: code, expires_in: 60 }));
    } else {
      response.writeHead(200, { 'content-type': 'text/html', ...portal.headers });
      response.end(page('', '<div id="dashboard" style="width:600px;height:400px"></div>'));
    }
  }, '127.0.0.1');
  const portal: Portal = {
    ...server,
    origin: `http://localhost:${server.port}`,
    user: 'ana',
    requests: [],
    refusal: undefined,
    isMute: false,
    headers: {},
  };
  return portal;
}

export interface DashboardSite extends Server {
  origin: string;
  /** Loads of the framed document. */
  loads: number;
  /** Answers of the API by status. */
  statuses: number[];
}

export const FRAME_SCRIPT = `
  import { connectToHost } from '/frame.js';
  window.statuses = [];
  window.connect = (options) => connectToHost({
    issuer: new URLSearchParams(location.search).get('issuer'),
    onContext: (context) => { window.firstContext ??= { context, hasSession: 'session' in window }; },
    onStatusChange: (status) => { window.statuses.push(status.state); },
    ...options,
  });
  if (!new URLSearchParams(location.search).has('idle')) {
    window.connecting = connect(window.connectOptions).then(
      (session) => { window.session = session; },
      (error) => { window.connectError = error.code; },
    );
  }
`;

/** The dashboard's site on `127.0.0.1`: the framed document, the frame SDK, and an API. */
export async function startDashboardSite(issuer: TestIssuer): Promise<DashboardSite> {
  const server = await listen(async (request, response) => {
    const url = new URL(request.url ?? '/', site.origin);
    if (url.pathname.endsWith('.js')) {
      response.setHeader('content-type', 'text/javascript');
      response.end(await script(url.pathname));
    } else if (url.pathname.startsWith('/api/')) {
      const body = await readText(request);
      const result = await issuer.authorize(request, site.origin + url.pathname);
      const status = 'error' in result ? 401 : 200;
      site.statuses.push(status);
      if ('error' in result) {
        response.setHeader('www-authenticate', `DPoP error="${result.error}"`);
      }
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ...result, body }));
    } else if (url.pathname === '/redirect') {
      response.writeHead(302, { location: url.searchParams.get('to') ?? '/' }).end();
    } else if (url.pathname === '/silent') {
      response.setHeader('content-type', 'text/html');
      response.end(page('', 'A page that knows nothing of Casement.'));
    } else {
      if (request.method === 'GET') site.loads += 1;
      response.setHeader('content-type', 'text/html');
      response.end(page(`<script type="module">${FRAME_SCRIPT}</script>`));
    }
  }, '127.0.0.1');
  const site: DashboardSite = {
    ...server,
    origin: `http://127.0.0.1:${server.port}`,
    loads: 0,
    statuses: [],
  };
  return site;
}
