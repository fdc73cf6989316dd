import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { oidcAdapter } from '../../src/oidc/adapter.ts';
import {
  type Credentials,
  createService,
  introspection,
  postClientCredentials,
} from '../support/oauth-requests.ts';
import {
  DASHBOARD_BASIC,
  ISSUER,
  startTestService,
  type TestService,
} from '../support/test-service.ts';

let service: TestService;
let credentials: Credentials;
beforeAll(async () => {
  service = await startTestService();
  credentials = await createService(service, { accessTokenLifetime: 600 });
});
afterAll(() => service.close());

/** The libraries speak to the issuer; here it listens somewhere else. */
const customFetch = (url: string, init: object) => fetch(url.replace(ISSUER, service.url), init);

test('60 a token that was under way when its client was paused is none after it is resumed', async () => {
  const { clients } = service.administration;
  const { id: clientId } = await createService(service);
  const tokens = oidcAdapter({ storage: service.storage, clock: Date.now })('ClientCredentials');
  const payload = { clientId, kind: 'ClientCredentials', scope: 'read' };
  await tokens.upsert('in time', payload, 60);
  await clients.pause(clientId);
  await expect(tokens.upsert('too late', payload, 60)).rejects.toMatchObject({
    error: 'invalid_client',
  });
  await clients.resume(clientId);
  for (const value of ['in time', 'too late']) expect(await tokens.find(value)).toBeUndefined();
});

test('OA3: an opaque token for as long as the client says, with its scopes', async () => {
  const response = await postClientCredentials(service, credentials, { scope: 'read:dashboards' });
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.json()).toEqual({
    access_token: expect.stringMatching(/^[\w-]{43,}$/),
    token_type: 'Bearer',
    expires_in: 600,
    scope: 'read:dashboards',
  });
  const all = (await (await postClientCredentials(service, credentials)).json()) as object;
  expect(all).toMatchObject({ scope: 'consumer read read:clients read:dashboards' });
});

test('OA13: openid-client discovers, gets a token, introspects and revokes it', async () => {
  const config = await client.discovery(
    new URL(ISSUER),
    credentials.id,
    credentials.secret,
    undefined,
    {
      [client.customFetch]: customFetch,
    },
  );
  const { access_token, expires_in } = await client.clientCredentialsGrant(config, {
    scope: 'read',
  });
  expect(expires_in).toBe(600);
  expect(await client.tokenIntrospection(config, access_token)).toMatchObject({
    active: true,
    client_id: credentials.id,
    sub: service.ana.id,
    scope: 'read',
  });
  await client.tokenRevocation(config, access_token);
  expect(await client.tokenIntrospection(config, access_token)).toEqual({ active: false });
});

test.each(['oidc', 'oauth2'] as const)('OA13: oauth4webapi, discovery by %s', async (algorithm) => {
  const options = { [oauth.customFetch]: customFetch };
  const found = await oauth.discoveryRequest(new URL(ISSUER), { algorithm, ...options });
  const server = await oauth.processDiscoveryResponse(new URL(ISSUER), found);
  const id = { client_id: credentials.id };
  for (const authentication of [
    oauth.ClientSecretBasic(credentials.secret),
    oauth.ClientSecretPost(credentials.secret),
  ]) {
    const granted = await oauth.processClientCredentialsResponse(
      server,
      id,
      await oauth.clientCredentialsGrantRequest(server, id, authentication, {}, options),
    );
    expect(granted.token_type).toBe('bearer');
    const { access_token: token } = granted;
    const asked = await oauth.introspectionRequest(server, id, authentication, token, options);
    expect(await oauth.processIntrospectionResponse(server, id, asked)).toMatchObject({
      active: true,
    });
    const ended = await oauth.revocationRequest(server, id, authentication, token, options);
    expect(await oauth.processRevocationResponse(ended)).toBeUndefined();
    const again = await oauth.introspectionRequest(server, id, authentication, token, options);
    expect(await oauth.processIntrospectionResponse(server, id, again)).toEqual({ active: false });
  }
});

test('OA14: openid-client with DPoP: the token is bound to the key', async () => {
  const config = await client.discovery(
    new URL(ISSUER),
    credentials.id,
    credentials.secret,
    undefined,
    {
      [client.customFetch]: customFetch,
    },
  );
  const keys = await client.randomDPoPKeyPair('ES256');
  const DPoP = client.getDPoPHandle(config, keys);
  const granted = await client.clientCredentialsGrant(config, {}, { DPoP });
  expect(granted.token_type).toBe('dpop');
  expect(await introspection(service, granted.access_token, DASHBOARD_BASIC)).toMatchObject({
    token_type: 'DPoP',
    cnf: { jkt: await DPoP.calculateThumbprint() },
  });
});

test('86 the database holds no value of a token', async () => {
  const response = await postClientCredentials(service, credentials);
  const { access_token: token } = (await response.json()) as { access_token: string };
  const { readFileSync, existsSync } = await import('node:fs');
  const files = ['', '-wal'].map((suffix) => service.database + suffix).filter(existsSync);
  const bytes = files.map((file) => readFileSync(file, 'latin1')).join('');
  expect(bytes).toContain(credentials.id);
  expect(bytes).not.toContain(token);
  expect(service.log()).not.toContain(token);
  expect(service.log()).not.toContain(credentials.secret);
});
