/** The device flow by the libraries that command-line tools use. */
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { BUILT_IN_CLIENTS } from '../../src/domain/client/built-in-client-ids.ts';
import { giveAnaAPassword } from '../support/code-flow.ts';
import { connectDevice } from '../support/device-requests.ts';
import { ISSUER, startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await giveAnaAPassword(service);
});
afterAll(() => service.close());

/** The libraries speak to the issuer; here it listens somewhere else. */
const customFetch = (url: string, init: object) => fetch(url.replace(ISSUER, service.url), init);

test('OA13: openid-client polls while the user decides, and refreshes', async () => {
  const config = await client.discovery(
    new URL(ISSUER),
    BUILT_IN_CLIENTS.commandLine,
    undefined,
    client.None(),
    { [client.customFetch]: customFetch },
  );
  const codes = await client.initiateDeviceAuthorization(config, { scope: 'openid read' });
  expect(codes.interval).toBe(5);
  await connectDevice(service, codes);
  // It would wait for the interval first.
  const polling = { ...codes, interval: 0.01 };
  const tokens = await client.pollDeviceAuthorizationGrant(config, polling);
  expect(tokens.scope).toBe('openid read');
  expect(tokens.claims()?.sub).toBe(service.ana.id);
  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
  const me = await client.fetchUserInfo(config, refreshed.access_token, service.ana.id);
  expect(me.teams).toMatchObject([{ id: service.team.id }]);
});

test('OA13: oauth4webapi hears that it asks too early, too often, and gets its tokens', async () => {
  // The second question is to come too early, however long it takes.
  onTestFinished(service.stopClock());
  const options = { [oauth.customFetch]: customFetch };
  const issuer = new URL(ISSUER);
  const server = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, options),
  );
  const cli: oauth.Client = { client_id: BUILT_IN_CLIENTS.commandLine };
  const codes = await oauth.processDeviceAuthorizationResponse(
    server,
    cli,
    await oauth.deviceAuthorizationRequest(server, cli, oauth.None(), { scope: 'openid' }, options),
  );
  const ask = async () =>
    oauth.processDeviceCodeResponse(
      server,
      cli,
      await oauth.deviceCodeGrantRequest(server, cli, oauth.None(), codes.device_code, options),
    );
  await expect(ask()).rejects.toMatchObject({ error: 'authorization_pending' });
  await expect(ask()).rejects.toMatchObject({ error: 'slow_down' });
  await connectDevice(service, codes);
  expect(oauth.getValidatedIdTokenClaims(await ask())?.sub).toBe(service.ana.id);
});
