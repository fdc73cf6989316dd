import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, request as forward } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateEncryptionKey, startAuthService } from '@casement/auth-service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressOf, DASHBOARD_CLIENT, listening, seed } from '../integration/real-service.ts';
import { type SelfSigned, selfSigned } from '../support/certificate.ts';
import { runProgram } from './program.ts';
import { ANA, type DoctorScene, findingOf, type JsonReport, PORTAL, startScene } from './scene.ts';

const DAY_MS = 86_400_000;

let scene: DoctorScene;
const servers: Server[] = [];

beforeAll(async () => {
  scene = await startScene();
});

afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await scene.close();
});

async function serve(certificate: SelfSigned): Promise<Server> {
  const server = createServer(certificate).listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

test.each([
  ['localhost', Date.now() + 90 * DAY_MS, 'localhost', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['localhost', Date.now() - DAY_MS, 'localhost', 'CERT_HAS_EXPIRED'],
])('%s, valid to %i, asked as %s: %s', async (name, validTo, host, fault) => {
  const server = await serve(selfSigned(name, validTo));
  const report = await scene.report({ issuer: `https://${host}:${portOf(server)}` });
  expect(findingOf(report, 'issuer')).toMatchObject({ verdict: 'fail' });
  expect(findingOf(report, 'tls')).toMatchObject({ verdict: 'fail' });
  expect(findingOf(report, 'tls').seen).toContain(fault);
  expect(findingOf(report, 'credentials').verdict).toBe('skip');
});

test('plain http where https is asked for', async () => {
  const server = await listening(createHttpServer());
  const issuer = addressOf(server).replace('http:', 'https:');
  const report = await scene.report({ issuer });
  expect(findingOf(report, 'tls').seen).toContain('No TLS handshake');
  server.close();
});

test.each([
  [90, 'localhost', 'pass', 0],
  [5, 'localhost', 'warn', 0],
  [90, '127.0.0.1', 'fail', 1],
])(
  'a private CA, trusted by NODE_EXTRA_CA_CERTS, for %i more days, asked as %s: %s',
  async (days, host, verdict, exitCode) => {
    const folder = await mkdtemp(join(tmpdir(), 'casement-doctor-tls-'));
    const certificate = selfSigned('localhost', Date.now() + days * DAY_MS);
    const file = join(folder, 'ca.pem');
    await writeFile(file, certificate.cert);
    const server = await serve(certificate);
    const issuer = `https://localhost:${portOf(server)}`;
    const service = await startAuthService({
      port: 0,
      issuer,
      database: join(folder, 'tls.db'),
      encryptionKey: generateEncryptionKey(),
      logLevel: 'silent',
      dashboards: [
        {
          audience: 'https://dash.example.com',
          origin: 'https://dash.example.com',
          client_id: DASHBOARD_CLIENT.clientId,
          client_secret: DASHBOARD_CLIENT.clientSecret,
        },
      ],
    });
    server.on('request', (request, response) => {
      const { method, url = '/', headers } = request;
      const onward = forward(new URL(url, service.url), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      request.pipe(onward);
    });
    try {
      const { clientId, clientSecret } = await seed(service, PORTAL);
      const asked = issuer.replace('localhost', host);
      const answer = await runProgram(
        ['--issuer', asked, '--client-id', clientId, '--origin', PORTAL, '--user', ANA, '--json'],
        { CASEMENT_CLIENT_SECRET: clientSecret, NODE_EXTRA_CA_CERTS: file },
      );
      const report = JSON.parse(answer.stdout) as JsonReport;
      expect(findingOf(report, 'tls').verdict).toBe(verdict);
      if (host !== 'localhost')
        expect(findingOf(report, 'tls').seen).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
      else expect(findingOf(report, 'user').verdict).toBe('pass');
      expect(answer.exitCode).toBe(exitCode);
    } finally {
      await service.close();
      await rm(folder, { recursive: true });
    }
  },
);
