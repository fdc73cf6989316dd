import { afterEach, describe, expect, test } from 'vitest';
import type { ErrorBody, FieldFault, PortalBatchResponse } from '../src/contract/index.ts';
import { setMinting } from './support/minting.ts';
import { type PortalOptions, portals, type RunningPortal } from './support/portal-servers.ts';
import { json } from './support/scripted-issuer.ts';

const thumbprint = (index: number): string => String(index).padStart(43, 'k');
const ask = (index: number) => ({ key_thumbprint: thumbprint(index), reason: 'renewal' });
/** Of a batch that was taken, or one that was not. */
type Answer = PortalBatchResponse & ErrorBody & { errors: FieldFault[] };

const three = { requests: [ask(0), { ...ask(1), attempt: 2 }, ask(2)] };

const minting = setMinting(async ({ body }, response) => {
  const { key_thumbprint } = JSON.parse(body);
  json(response, 201, { challenge_code: `csm_cc_${key_thumbprint}`, expires_in: 60 });
});

describe.each(Object.entries(portals))('%s', (_, start) => {
  let portal: RunningPortal;

  async function post(
    body: unknown,
    options: PortalOptions = { user: () => ({ email: 'ana@example.com' }) },
    origin?: string,
  ) {
    portal = await start(minting.embed, options);
    const response = await fetch(`${portal.url}/api/challenge-code`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: origin ?? portal.url },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Answer };
  }

  afterEach(() => portal.close());

  test('a batch is answered in its order, each code bound to its own key', async () => {
    // The first is minted last.
    minting.issuer.script = async ({ body }, response, index) => {
      const { key_thumbprint } = JSON.parse(body);
      if (index < 2) await expect.poll(() => minting.issuer.requests.length).toBe(3);
      json(response, 201, { challenge_code: `csm_cc_${key_thumbprint}`, expires_in: 60 });
    };
    expect(await post(three)).toEqual({
      status: 200,
      body: {
        responses: [0, 1, 2].map((index) => ({
          status: 200,
          challenge_code: `csm_cc_${thumbprint(index)}`,
          expires_in: 60,
        })),
      },
    });
    expect(minting.issuer.requests).toHaveLength(3);
  });

  test('a batch of one is a batch', async () => {
    const { body } = await post({ requests: [ask(7)] });
    expect(body.responses).toHaveLength(1);
  });

  test('each has its own outcome, with what Retry-After would say', async () => {
    minting.issuer.script = ({ body }, response) => {
      const { key_thumbprint } = JSON.parse(body);
      if (key_thumbprint === thumbprint(1)) {
        const refusal = { error: 'slow_down', error_description: 'Less.' };
        json(response, 429, refusal, { 'retry-after': '9' });
      } else if (key_thumbprint === thumbprint(2)) {
        json(response, 403, { error: 'client_disabled', error_description: 'Off.' });
      } else json(response, 201, { challenge_code: 'csm_cc_1', expires_in: 60 });
    };
    const { status, body } = await post(three);
    expect(status).toBe(200);
    expect(body.responses).toMatchObject([
      { status: 200, challenge_code: 'csm_cc_1' },
      { status: 429, error: 'slow_down', retry_after: 9 },
      { status: 403, error: 'client_disabled' },
    ]);
    expect(body.responses[2]).not.toHaveProperty('retry_after');
  });

  test('an issuer out of reach is temporarily_unavailable for each', async () => {
    minting.issuer.script = (_request, response) => void response.destroy();
    const { body } = await post(three);
    const answer = { status: 503, error: 'temporarily_unavailable', retry_after: 2 };
    expect(body.responses).toMatchObject([answer, answer, answer]);
  });

  test('the user is asked for once; nobody signed in refuses the batch as a whole', async () => {
    let asked = 0;
    const { status, body } = await post(three, {
      user: () => {
        asked += 1;
        return null;
      },
    });
    expect(status).toBe(401);
    expect(body.error).toBe('login_required');
    expect(asked).toBe(1);
    expect(minting.issuer.requests).toHaveLength(0);
  });

  test('another site’s batch is refused as a whole', async () => {
    const { status, body } = await post(three, {}, 'https://evil.example');
    expect([status, body.error]).toEqual([403, 'origin_not_allowed']);
    expect(minting.issuer.requests).toHaveLength(0);
  });

  test('50 are taken, 51 are not', async () => {
    const requests = Array.from({ length: 51 }, (_, index) => ask(index));
    const refused = await post({ requests });
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toEqual([
      { path: 'requests', message: 'must be a list of 1 to 50.' },
    ]);
    await portal.close();
    const { body } = await post({ requests: requests.slice(1) });
    expect(body.responses).toHaveLength(50);
    expect(minting.issuer.requests).toHaveLength(50);
  });

  test.each([
    ['no list', { requests: ask(0) }, 'requests'],
    ['an empty list', { requests: [] }, 'requests'],
    ['null for a list', { requests: null }, 'requests'],
    ['a field beside the list', { requests: [ask(0)], user: 'eve' }, 'user'],
    ['both forms at once', { requests: [ask(0)], ...ask(1) }, 'key_thumbprint'],
    ['an unknown field inside', { requests: [ask(0), { ...ask(1), user: 1 }] }, 'requests.1.user'],
    ['a wrong reason inside', { requests: [{ ...ask(0), reason: 'x' }] }, 'requests.0.reason'],
    ['a string inside', { requests: ['x'] }, 'requests.0'],
    ['a batch inside', { requests: [three] }, 'requests.0.key_thumbprint'],
  ])('%s: refused, and nothing is minted', async (_name, given, path) => {
    const { status, body } = await post(given);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: 'invalid_request' });
    expect(body.errors[0]?.path).toBe(path);
    expect(minting.issuer.requests).toHaveLength(0);
  });
});
