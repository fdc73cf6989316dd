import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeFlow, createApp, giveAnaAPassword, userinfo } from '../support/code-flow.ts';
import { clientCredentialsToken, createService, introspection } from '../support/oauth-requests.ts';
import { createProofKey } from '../support/proof-key.ts';
import { mintBody, postMint, TOKEN_ENDPOINT } from '../support/requests.ts';
import {
  DASHBOARD,
  DASHBOARD_BASIC,
  startTestService,
  type TestService,
} from '../support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ dashboards: undefined });
  await giveAnaAPassword(service);
});
afterAll(() => service.close());

const SAYS_WHY = expect.stringContaining('CASEMENT_DASHBOARDS_FILE');
const refusal = async (response: Response) => [response.status, await response.json()];

test('a service without a dashboard application starts, and says so in its log', () => {
  expect(service.log()).toContain('no dashboard application is configured');
});

test('the standard flows work as ever', async () => {
  const app = await createApp(service);
  const { access_token } = await codeFlow(service, app);
  expect((await userinfo(service, access_token)).status).toBe(200);
  const program = await createService(service);
  const token = await clientCredentialsToken(service, program);
  expect(await introspection(service, token, program.basic)).toMatchObject({ active: true });
});

test('minting and exchanging are refused, and the refusal says what is missing', async () => {
  for (const extra of [{}, { audience: DASHBOARD }]) {
    expect(await refusal(await postMint(service, mintBody(extra)))).toMatchObject([
      400,
      { error: 'invalid_request', errors: [{ path: 'audience', message: SAYS_WHY }] },
    ]);
  }
  const key = await createProofKey();
  const exchange = await fetch(`${service.url}/embed/token`, {
    method: 'POST',
    headers: { Origin: DASHBOARD, DPoP: await key.proof(TOKEN_ENDPOINT) },
    body: new URLSearchParams({ challenge_code: 'any' }),
  });
  const preflight = await fetch(`${service.url}/embed/token`, {
    method: 'OPTIONS',
    headers: { Origin: DASHBOARD, 'Access-Control-Request-Method': 'POST' },
  });
  for (const response of [exchange, preflight]) {
    expect(await refusal(response)).toMatchObject([
      403,
      { error: 'origin_not_allowed', error_description: SAYS_WHY },
    ]);
  }
});

test('security events have nobody to go to', async () => {
  const response = await fetch(`${service.url}/security-events`, {
    headers: { Authorization: DASHBOARD_BASIC },
  });
  expect(await refusal(response)).toMatchObject([
    401,
    { error: 'invalid_client', error_description: SAYS_WHY },
  ]);
});
