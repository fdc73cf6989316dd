/** Real sockets: who is connected to, and who is not. */
import type { LookupAddress } from 'node:dns';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Network, parseNetwork } from '../../src/domain/outbound/reachable-address.ts';
import { guardedAgent, type Resolve } from '../../src/outbound/guarded-agent.ts';

let server: Server;
let port: number;
let requests = 0;
beforeEach(async () => {
  requests = 0;
  server = createServer((req, res) => {
    requests += 1;
    if (req.url === '/redirect') res.writeHead(302, { Location: `http://127.0.0.1:${port}/` });
    res.end('hello');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

/** A name server that answers what it is told, one list after the other. */
const answering =
  (...lists: string[][]): Resolve =>
  (_hostname, _options, callback) => {
    const list = lists.length > 1 ? (lists.shift() ?? []) : (lists[0] ?? []);
    callback(
      null,
      list.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };

const LOOPBACK = [parseNetwork('127.0.0.1')].filter((one) => one !== undefined);

async function codeOf(
  url: string,
  opened: Network[] = [],
  resolve?: Resolve,
): Promise<string | number> {
  const agent = guardedAgent(opened, resolve);
  try {
    const { statusCode, body } = await request(url, { dispatcher: agent });
    await body.dump();
    return statusCode;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    await agent.close();
  }
}

test('88 addresses of its own network are refused, written out or behind a name', async () => {
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0']) {
    expect(await codeOf(`http://${host}:${port}/`), host).toBe('address_not_allowed');
    expect(await codeOf(`https://${host}:${port}/`), host).toBe('address_not_allowed');
  }
  // The URL standard makes 127.0.0.1 of all of these.
  for (const host of ['2130706433', '0x7f.1', '0177.0.0.1', '127.1']) {
    expect(await codeOf(`http://${host}:${port}/`), host).toBe('address_not_allowed');
  }
  const named = answering(['127.0.0.1']);
  expect(await codeOf(`https://hooks.example.com:${port}/`, [], named)).toBe('address_not_allowed');
  expect(requests).toBe(0);
});

test('88 one private address among public ones is enough', async () => {
  for (const list of [['93.184.216.34', '127.0.0.1'], ['127.0.0.1', '93.184.216.34'], []]) {
    const resolve = answering(list);
    expect(await codeOf(`https://hooks.example.com:${port}/`, [], resolve)).toBe(
      'address_not_allowed',
    );
  }
  expect(requests).toBe(0);
});

test('88 a name that changes its mind (DNS rebinding) is asked once per connection', async () => {
  let asked = 0;
  const flipping: Resolve = (hostname, options, callback) => {
    asked += 1;
    // What was looked at is what is connected to: a second question would get another answer.
    answering(asked === 1 ? ['127.0.0.1'] : ['169.254.169.254'])(hostname, options, callback);
  };
  expect(await codeOf(`http://hooks.example.com:${port}/`, LOOPBACK, flipping)).toBe(200);
  expect(asked).toBe(1);
  expect(requests).toBe(1);
});

test('what the operator has opened is called, also over http; a redirect is not followed', async () => {
  expect(await codeOf(`http://127.0.0.1:${port}/`, LOOPBACK)).toBe(200);
  expect(await codeOf(`http://127.0.0.1:${port}/redirect`, LOOPBACK)).toBe(302);
  expect(requests).toBe(2);
});

test('plain http is for opened networks only', async () => {
  const resolve = answering(['93.184.216.34']);
  expect(await codeOf('http://hooks.example.com/', LOOPBACK, resolve)).toBe('address_not_allowed');
});
