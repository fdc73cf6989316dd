/** The real service, its real command line's use-cases, and the real verifier between them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PATHS } from '../../src/contract/index.ts';
import { RevocationScene } from './revocation-scene.ts';

let scene: RevocationScene;
beforeAll(async () => {
  scene = await RevocationScene.open();
});
afterAll(() => scene.close());

/** The protocol's bound is one second; the rest is for a slow machine. In ms of the scene's time. */
const WITHIN_MS = 3_000;

test('OA6: through a rotation no request fails; the old key’s tokens and the new one’s are good', async () => {
  const { access_token: old } = await scene.token();
  expect(await scene.call(old)).toBe(200);
  const [active] = await scene.administration.keys.rotate();
  expect(active?.state).toBe('retired');
  const deadline = Date.now() + 1_500;
  while (Date.now() < deadline) {
    const { access_token } = await scene.token();
    expect(await scene.call(access_token)).toBe(200);
    expect(await scene.call(old)).toBe(200);
  }
});

test('OA6: a compromised key: its tokens are refused, what is open under them is cut, frames go on', async () => {
  const { access_token: old } = await scene.token();
  const stream = await scene.open(old, '/stream');
  const since = scene.time.now();
  await scene.administration.keys.dropAll();
  const { status } = await scene.firstRefusal(old, since, WITHIN_MS);
  expect(status).toBe(401);
  await expect(stream.text()).rejects.toThrow();
  // A frame renews at once on 401; at worst the service has not followed yet, and it renews again.
  const deadline = scene.time.now() + WITHIN_MS;
  while ((await scene.call((await scene.token()).access_token)) !== 200) {
    expect(scene.time.now()).toBeLessThan(deadline);
  }
});

test('EM17: token.revoked: this token is refused, its session’s next one is not', async () => {
  const [first, second] = [await scene.token(), await scene.token()];
  expect(await scene.call(first.access_token)).toBe(200);
  const { clientId, clientSecret } = scene.tenant();
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const since = scene.time.now();
  const response = await fetch(`${scene.service.issuer}${PATHS.tokenRevocation}`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ token: first.access_token }),
  });
  expect(response.status).toBe(200);
  const { status } = await scene.firstRefusal(first.access_token, since, WITHIN_MS);
  expect(status).toBe(401);
  expect(await scene.call(second.access_token)).toBe(200);
});
