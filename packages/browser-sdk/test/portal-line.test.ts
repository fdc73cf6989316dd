import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ChallengeCodeRequest } from '../src/host/challenge-code-request.ts';
import { createPortalLine } from '../src/host/portal-line.ts';

type Body = { requests?: { key_thumbprint: string }[]; key_thumbprint?: string };

/** What the portal backend got, and what it does with it. */
const bodies: Body[] = [];
let answer: (body: Body, response: ServerResponse) => void;
let origin: string;
let paths = 0;

const json = (response: ServerResponse, status: number, body: unknown, headers = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};
const code = (key: string | undefined) => ({ challenge_code: `code of ${key}`, expires_in: 60 });

const server = createServer(async (request, response) => {
  const body = JSON.parse(await text(request)) as Body;
  bodies.push(body);
  answer(body, response);
});
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  bodies.length = 0;
  answer = ({ requests, key_thumbprint }, response) => {
    const responses = requests?.map((one) => ({ status: 200, ...code(one.key_thumbprint) }));
    json(response, 200, responses ? { responses } : code(key_thumbprint));
  };
});

function ask(key: string): ChallengeCodeRequest {
  const wire = { key_thumbprint: key, reason: 'renewal', attempt: 1 } as const;
  return { keyThumbprint: key, reason: 'renewal', attempt: 1, toJSON: () => wire };
}

/** Dashboards of one page with a URL that no other test has. */
function dashboards(count: number) {
  paths += 1;
  const url = new URL(`${origin}/codes/${paths}`);
  const lines = Array.from({ length: count }, () => createPortalLine(url));
  const one = (index: number, signal = new AbortController().signal) =>
    (lines[index] ?? expect.unreachable())(ask(`key-${index}`), { signal }) as Promise<Response>;
  return { one, all: () => Promise.all(lines.map((_, index) => one(index))) };
}

const keysOf = (body: Body | undefined) => body?.requests?.map((one) => one.key_thumbprint);
const statuses = (responses: Response[]) => responses.map(({ status }) => status);

test('20 that ask at the same moment share one request, and each gets its own code', async () => {
  const responses = await dashboards(20).all();
  expect(bodies).toHaveLength(1);
  const codes = await Promise.all(responses.map((response) => response.json()));
  expect(codes.map((body) => body.challenge_code)).toEqual(
    Array.from({ length: 20 }, (_, index) => `code of key-${index}`),
  );
});

test('more than 50 are shared among as few requests as can be', async () => {
  await dashboards(101).all();
  expect(bodies.map((body) => keysOf(body)?.length)).toEqual([50, 50, 1]);
});

test('one that asks alone uses the single form', async () => {
  const { one } = dashboards(2);
  await one(0);
  await one(1);
  expect(bodies).toEqual([ask('key-0').toJSON(), ask('key-1').toJSON()]);
});

test('one that has gone before the request is left out', async () => {
  const { one } = dashboards(3);
  const controller = new AbortController();
  void one(0, controller.signal);
  const others = [one(1), one(2)];
  controller.abort();
  expect(statuses(await Promise.all(others))).toEqual([200, 200]);
  expect(bodies.map(keysOf)).toEqual([['key-1', 'key-2']]);
});

describe('during the shared request', () => {
  /** Two requests on the way; the first has been received. */
  async function underWay() {
    const arrived = Promise.withResolvers<ServerResponse>();
    answer = (_, response) => arrived.resolve(response);
    const [first, second] = [new AbortController(), new AbortController()];
    const { one } = dashboards(2);
    const answers = [one(0, first.signal), one(1, second.signal)] as const;
    return { first, second, answers, response: await arrived.promise };
  }

  test('one that goes does not take the others along', async () => {
    const { first, answers, response } = await underWay();
    first.abort();
    json(response, 200, { responses: [0, 1].map((key) => ({ status: 200, ...code(`${key}`) })) });
    expect(await (await answers[1]).json()).toMatchObject({ challenge_code: 'code of 1' });
  });

  test('the last one that goes ends it', async () => {
    const { first, second, answers, response } = await underWay();
    const outcomes = Promise.allSettled(answers);
    const closed = once(response, 'close');
    first.abort();
    second.abort();
    await closed;
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  test('a lost connection is lost for each', async () => {
    const { answers, response } = await underWay();
    response.destroy();
    const outcomes = await Promise.allSettled(answers);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

test('each has its own refusal, Retry-After included', async () => {
  answer = (_, response) =>
    json(response, 200, {
      responses: [
        { status: 200, ...code('key-0') },
        { status: 429, error: 'slow_down', error_description: 'Less.', retry_after: 9 },
        { status: 403, error: 'client_disabled', error_description: 'Off.' },
      ],
    });
  const responses = await dashboards(3).all();
  expect(statuses(responses)).toEqual([200, 429, 403]);
  expect(responses.map(({ headers }) => headers.get('retry-after'))).toEqual([null, '9', null]);
  expect(await responses[2]?.json()).toMatchObject({ error: 'client_disabled' });
});

test.each([401, 403, 429, 500, 503])('%i for the batch is %i for each', async (status) => {
  answer = (_, response) => json(response, status, { error: 'x' }, { 'retry-after': '7' });
  const { all } = dashboards(3);
  const responses = await all();
  expect(statuses(responses)).toEqual([status, status, status]);
  for (const response of responses) {
    expect(response.headers.get('retry-after')).toBe('7');
    expect(await response.json()).toEqual({ error: 'x' });
  }
  // It passes, so the next ones share a request again.
  await all();
  expect(bodies).toHaveLength(2);
});

test.each<[string, (response: ServerResponse) => void]>([
  ['400 invalid_request', (response) => json(response, 400, { error: 'invalid_request' })],
  ['400 of its framework', (response) => response.writeHead(400).end('Bad Request')],
  ['a code for nobody', (response) => json(response, 200, code('nobody'))],
  ['too few', (response) => json(response, 200, { responses: [] })],
])('a backend that answers a batch with %s is asked singly from then on', async (_, refuse) => {
  const single = answer;
  answer = (body, response) => (body.requests ? refuse(response) : single(body, response));
  const { all } = dashboards(3);
  expect(statuses(await all())).toEqual([200, 200, 200]);
  expect(bodies).toHaveLength(4);
  expect(statuses(await all())).toEqual([200, 200, 200]);
  expect(bodies.filter(keysOf)).toHaveLength(1);
});

test('a page for people instead of JSON is that for each, and no reason to ask singly', async () => {
  answer = (_, response) => response.writeHead(200).end('<h1>Sign in</h1>');
  const responses = await dashboards(2).all();
  expect(bodies).toHaveLength(1);
  expect(await responses[1]?.text()).toBe('<h1>Sign in</h1>');
});

test.each([[null], ['x'], [{}], [{ status: 99 }], [{ status: 204 }], [{ status: '' }]])(
  '%j among the answers is no answer for that one alone',
  async (item) => {
    answer = (_, response) =>
      json(response, 200, { responses: [item, { status: 200, ...code('key-1') }] });
    const responses = await dashboards(2).all();
    expect(Object(await responses[0]?.json())).not.toHaveProperty('challenge_code');
    expect(await responses[1]?.json()).toMatchObject({ challenge_code: 'code of key-1' });
  },
);
