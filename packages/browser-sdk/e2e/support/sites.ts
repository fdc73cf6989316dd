import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createSessionVerifier, type EmbeddedSession } from '@casement/server-sdk';
import {
  type SimulatedIssuer,
  type SimulatedPortal,
  startSimulatedPortal,
} from '@casement/server-sdk/testing';
import { bundle } from '../../build/bundle.ts';
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

export interface Portal extends SimulatedPortal {
  origin: string;
  /** Response headers of the page. */
  headers: Record<string, string>;
  /** What it serves beside its empty page, by path. */
  files: Record<string, string>;
}

/** The customer's site on `localhost`: an empty page, the host SDK, and a challenge-code endpoint. */
export async function startPortal(issuer: SimulatedIssuer): Promise<Portal> {
  const headers: Record<string, string> = {};
  const files: Record<string, string> = {};
  const portal = await startSimulatedPortal(issuer, {
    otherwise: async (request, response) => {
      const { pathname } = new URL(request.url ?? '/', portal.url);
      const file = files[pathname];
      if (file !== undefined) {
        const type = /js$/.test(pathname) ? 'javascript' : /css$/.test(pathname) ? 'css' : 'html';
        response.writeHead(200, { 'content-type': `text/${type}; charset=utf-8`, ...headers });
        response.end(file);
      } else if (request.url?.endsWith('.js')) {
        response.setHeader('content-type', 'text/javascript');
        response.end(await script(request.url));
      } else {
        response.writeHead(200, { 'content-type': 'text/html', ...headers });
        response.end(page('', '<div id="dashboard" style="width:600px;height:400px"></div>'));
      }
    },
  });
  return Object.assign(portal, { origin: portal.url, headers, files });
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

/** A dashboard that shows its data, and how its session stands. */
const SHOWING_SCRIPT = `
  import { connectToHost } from '/frame.js';
  const [state, data] = ['#state', '#data'].map((id) => document.querySelector(id));
  let loads = 0;
  window.blanks = 0;
  async function load(session) {
    const response = await session.fetch('/api/data');
    loads += 1;
    if (response.ok) data.textContent = (await response.json()).user + ' ' + loads;
  }
  connectToHost({
    issuer: new URLSearchParams(location.search).get('issuer'),
    onStatusChange({ state: name, reason }) {
      state.textContent = reason ? name + ' ' + reason.code : name;
      if (loads > 0 && data.textContent === '') window.blanks += 1;
    },
  }).then((session) => {
    window.session = session;
    window.isAsking = false;
    session.on('asked', () => { window.isAsking = true; });
    session.on('answered', () => { window.isAsking = false; });
    session.on('renewed', () => load(session).catch(() => {}));
    session.on('event', () => session.emit('shown', document.body.textContent));
    return load(session);
  }, (error) => { state.textContent = 'failed ' + error.code; });
`;

/** The dashboard's site on `127.0.0.1`: the framed document, the frame SDK, and an API. */
export async function startDashboardSite(issuer: SimulatedIssuer): Promise<DashboardSite> {
  const server = await listen(async (request, response) => {
    const url = new URL(request.url ?? '/', site.origin);
    if (url.pathname.endsWith('.js')) {
      response.setHeader('content-type', 'text/javascript');
      response.end(await script(url.pathname));
    } else if (url.pathname.startsWith('/api/')) {
      response.setHeader('date', new Date(now()).toUTCString());
      const locals: Record<string, unknown> = {};
      response.once('finish', () => site.statuses.push(response.statusCode));
      // Refusals it answers itself.
      authorize(request, Object.assign(response, { locals }), async () => {
        response.setHeader('content-type', 'application/json');
        const { userId: user } = locals.embeddedSession as EmbeddedSession;
        response.end(JSON.stringify({ user, body: await text(request) }));
      });
    } else if (url.pathname === '/redirect') {
      response.writeHead(302, { location: url.searchParams.get('to') ?? '/' }).end();
    } else if (url.pathname === '/silent') {
      response.setHeader('content-type', 'text/html');
      response.end(page('', 'A page that knows nothing of Casement.'));
    } else {
      if (request.method === 'GET') site.loads += 1;
      response.setHeader('content-type', 'text/html');
      response.end(
        url.pathname === '/showing'
          ? page(
              `<script type="module">${SHOWING_SCRIPT}</script>`,
              '<p id="state"></p><output id="data"></output>',
            )
          : page(`<script type="module">${FRAME_SCRIPT}</script>`),
      );
    }
  }, '127.0.0.1');
  const origin = `http://127.0.0.1:${server.port}`;
  // All servers have one clock, which a test may move.
  const now = (): number => Date.now() + issuer.clockOffsetMs;
  const verifier = createSessionVerifier(
    {
      issuer: issuer.url,
      audience: origin,
      publicUrl: origin,
      // At once rather than by events, so that a test knows when.
      revocation: { isRevoked: issuer.isRevoked },
    },
    now,
  );
  const authorize = verifier.express();
  issuer.dashboards.push({ origin });
  const site: DashboardSite = {
    ...server,
    origin,
    loads: 0,
    statuses: [],
    async close() {
      await Promise.all([server.close(), verifier.close()]);
    },
  };
  return site;
}
