import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testSeed } from '../../../../scripts/test-seed.ts';
import { codeFlow, createApp, giveAnaAPassword, postRefresh } from '../support/code-flow.ts';
import { type Credentials, introspection, postForm } from '../support/oauth-requests.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

fc.configureGlobal(testSeed);

/** Seconds. No time passes but by the steps below. */
const GRACE = 5;

let service: TestService;
let clients: { client: Credentials; grace: number }[];
let offset = 0;
beforeAll(async () => {
  service = await startTestService();
  service.stopClock();
  await giveAnaAPassword(service);
  clients = [
    { client: await createApp(service, { refreshToken: true }), grace: 0 },
    {
      client: await createApp(service, { refreshToken: true, refreshGrace: GRACE }),
      grace: GRACE * 1000,
    },
  ];
});
afterAll(() => service.close());

/** What a family should be, by ADR 10 alone. */
interface Model {
  ended: boolean;
  /** When each refresh token was first used; `undefined`: not yet. */
  usedAt: (number | undefined)[];
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('refresh' as const), token: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), token: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('revoke' as const), token: fc.nat(20) }) },
);

test('a family does what the rules say, whatever its holders do', async () => {
  const newest = fc.array(step, { minLength: 3, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.nat(1), newest, async (which, steps) => {
      const { client, grace } = clients[which] ?? { client: undefined, grace: 0 };
      if (!client) return;
      const first = await codeFlow(service, client);
      const refreshTokens = [first.refresh_token ?? ''];
      const accessTokens = [first.access_token];
      const model: Model = { ended: false, usedAt: [undefined] };
      for (const { do: action, token } of steps) {
        const at = token % refreshTokens.length;
        const value = refreshTokens[at] ?? '';
        const usedAt = model.usedAt[at];
        if (action === 'wait') {
          const ms = token === 0 ? 2_000 : 8_000;
          service.advance(ms);
          offset += ms;
        } else if (action === 'revoke') {
          await postForm(
            service,
            '/oauth2/revoke',
            { token: value },
            { Authorization: client.basic },
          );
          // One that was used is none any more.
          model.ended ||= usedAt === undefined;
        } else {
          const good = usedAt === undefined || offset - usedAt < grace;
          const response = await postRefresh(service, client, value);
          expect(response.status).toBe(!model.ended && good ? 200 : 400);
          if (response.status === 200) {
            const tokens = (await response.json()) as Required<typeof first>;
            refreshTokens.push(tokens.refresh_token);
            accessTokens.push(tokens.access_token);
            model.usedAt[at] ??= offset;
            model.usedAt.push(undefined);
          } else {
            model.ended = true;
          }
        }
        const last = accessTokens.at(-1) ?? '';
        for (const access of [accessTokens[0] ?? '', last]) {
          const { active } = await introspection(service, access, client.basic);
          expect(active).toBe(!model.ended);
        }
      }
    }),
    { numRuns: 15 },
  );
});
