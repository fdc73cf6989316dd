/** `pnpm interop`: what Debian ships for OpenID Connect, against the running service behind TLS. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEVICE_GRANT } from '../../../src/domain/client/oauth-client.ts';
import { createBrowser } from '../../support/browser.ts';
import { allow, giveAnaAPassword, signIn, userinfo } from '../../support/code-flow.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startTestService, type TestService } from '../../support/test-service.ts';
import { startAgent } from './agent.ts';
import { startApache } from './apache.ts';
import { installTools, makeCertificate } from './tools.ts';

const TOOLS = {
  packages: ['apache2', 'libapache2-mod-auth-openidc', 'oidc-agent-cli', 'openssl'],
  files: [
    '/usr/sbin/apache2',
    '/usr/lib/apache2/modules/mod_auth_openidc.so',
    '/usr/bin/oidc-agent',
    '/usr/bin/openssl',
  ],
};

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let service: TestService;
let application: { server: Server; origin: string };
let apache: Awaited<ReturnType<typeof startApache>>;
let certificate: string;

beforeAll(async () => {
  installTools(TOOLS);
  folder = await temporaryFolder();
  const files = makeCertificate(folder.path);
  certificate = files.certificate;
  setDefaultCACertificates([
    ...getCACertificates('default'),
    await readFile(files.certificate, 'utf8'),
  ]);
  const [issuerPort, applicationPort] = [await freePort(), await freePort()];
  service = await startTestService({
    issuer: `https://localhost:${issuerPort}`,
    trustProxy: 1,
  });
  await giveAnaAPassword(service);
  application = await startEcho(applicationPort);
  const { client, clientSecret = '' } = await service.administration.clients.createAppClient({
    name: 'Apache',
    redirectUris: [`${application.origin}/callback`],
  });
  apache = await startApache({
    ...files,
    folder: folder.path,
    issuer: { port: issuerPort, target: service.url },
    application: {
      port: applicationPort,
      target: addressOf(application.server),
      clientId: client.id,
      clientSecret,
    },
  });
});
afterAll(async () => {
  apache?.stop();
  application?.server.close();
  await service?.close();
  await folder?.remove();
});

const addressOf = (server: Server): string =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const listen = async (server: Server): Promise<Server> => {
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return server;
};

async function freePort(): Promise<number> {
  const server = await listen(createServer());
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Answers with what Apache tells it about who is there. */
async function startEcho(port: number): Promise<typeof application> {
  const server = createServer(({ headers }, response) => response.end(JSON.stringify(headers)));
  return { server: await listen(server), origin: `https://localhost:${port}` };
}

/** Through Apache, as everybody else. */
const throughTls = () => createBrowser({ issuer: service.issuer, url: service.issuer });

/** A page of the application as a browser asks for it; `fetch` would say that a script does. */
async function visit(url: string | URL, cookie = '') {
  const { statusCode, headers, body } = await request(url, {
    headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate', cookie },
  });
  const cookies = [headers['set-cookie'] ?? []].flat().map((text) => text.split(';', 1)[0]);
  return {
    status: statusCode,
    location: String(headers.location),
    cookie: cookies.join('; '),
    body: await body.text(),
  };
}

test('OA13: libapache2-mod-auth-openidc lets in who signed in', async () => {
  const report = `${application.origin}/report`;
  const sent = await visit(report);
  expect(sent.status, await apache.log()).toBe(302);
  const browser = throughTls();
  await browser.open(sent.location);
  await signIn(browser);
  const { url } = await allow(browser, service.team.id);
  const signedIn = await visit(url, sent.cookie);
  expect(signedIn.location, await apache.log()).toBe(report);
  const { body } = await visit(report, signedIn.cookie);
  expect(JSON.parse(body)).toMatchObject({
    oidc_claim_sub: service.ana.id,
    oidc_claim_email: 'Ana@Example.com',
  });
});

test('OA13, OA4: oidc-agent gets tokens by a device code, and new ones by refreshing', async () => {
  // As a public client it would send an empty secret.
  const { client, clientSecret = '' } = await service.administration.clients.createAppClient({
    name: 'oidc-agent',
    grantTypes: [DEVICE_GRANT],
    refreshToken: true,
  });
  const agent = await startAgent({
    folder: `${folder.path}/agent`,
    issuer: service.issuer,
    certificate,
    clientId: client.id,
    clientSecret,
    async confirm(userCode) {
      const browser = throughTls();
      await browser.open('/device');
      await browser.submit({ user_code: userCode });
      await browser.submit({ confirm: 'yes' });
      await signIn(browser);
      await allow(browser, service.team.id);
    },
  });
  try {
    const [first, second] = [await agent.accessToken(), await agent.accessToken()];
    expect(second).not.toBe(first);
    expect(await (await userinfo(service, second)).json()).toMatchObject({
      sub: service.ana.id,
      email: 'Ana@Example.com',
    });
  } finally {
    agent.stop();
  }
});
