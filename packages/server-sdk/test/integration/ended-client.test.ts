import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureOf } from '../support/failure.ts';
import { RevocationScene } from './revocation-scene.ts';

let scene: RevocationScene;
beforeAll(async () => {
  scene = await RevocationScene.open({ tenants: 2 });
});
afterAll(() => scene.close());

const WITHIN_MS = 2_000;

test.each([
  ['revoke', 0, { code: 'client_disabled', status: 403 }],
  ['delete', 1, { code: 'invalid_client', status: 401 }],
] as const)(
  'EM17: %s a client: its live token is refused at once, and there is no other',
  async (verb, at, refusal) => {
    const tenant = scene.tenant(at);
    const { access_token } = await scene.token(tenant);
    expect(await scene.call(access_token)).toBe(200);
    const stream = await scene.open(access_token, '/stream');
    const since = scene.time.now();
    await scene.administration.clients[verb](tenant.clientId);
    const { status } = await scene.firstRefusal(access_token, since, WITHIN_MS);
    expect(status).toBe(401);
    await expect(stream.text()).rejects.toThrow();
    expect(await failureOf(scene.token(tenant))).toMatchObject(refusal);
  },
);
