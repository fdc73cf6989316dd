import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { Agent } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEmbedClient, type EmbedClient, type EmbedClientOptions } from '../src/index.ts';
import { failureOf } from './support/failure.ts';
import { json, type ScriptedIssuer, startScriptedIssuer } from './support/scripted-issuer.ts';

const minted = { challenge_code: 'csm_cc_x', expires_in: 60 };
const ask = { origin: 'https://portal.example.com' };
const clients: EmbedClient[] = [];
let issuer: ScriptedIssuer;

function connect(options: Partial<EmbedClientOptions> = {}): EmbedClient {
  const client = createEmbedClient({
    issuer: issuer.url,
    clientId: 'client',
    clientSecret: 'secret',
    retry: { baseDelayMs: 1, maxDelayMs: 5 },
    ...options,
  });
  clients.push(client);
  return client;
}

beforeEach(async () => {
  issuer = await startScriptedIssuer((_, response) => json(response, 201, minted));
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await issuer.close();
});

describe('retries', () => {
  test.each([502, 503, 504])('repeats after %i until it works', async (status) => {
    issuer.script = (_, response, index) =>
      index < 2 ? void response.writeHead(status).end('gateway') : json(response, 201, minted);
    await expect(connect().createChallengeCode(ask)).resolves.toMatchObject({ expiresIn: 60 });
    expect(issuer.requests).toHaveLength(3);
  });

  test('gives up after maxAttempts, with the last answer', async () => {
    issuer.script = (_, response) => void response.writeHead(502).end('gateway');
    const client = connect({ retry: { maxAttempts: 2, baseDelayMs: 1 } });
    const error = await failureOf(client.createChallengeCode(ask));
    expect(error).toMatchObject({ code: 'temporarily_unavailable', status: 502 });
    expect(issuer.requests).toHaveLength(2);
  });

  test.each([400, 401, 403, 404, 409, 429, 500, 501])(
    'does not repeat after %i',
    async (status) => {
      issuer.script = (_, response) => void response.writeHead(status).end();
      await failureOf(connect().createChallengeCode(ask));
      expect(issuer.requests).toHaveLength(1);
    },
  );

  test('repeats after a connection that breaks before the answer', async () => {
    issuer.script = (_, response, index) =>
      index === 0 ? void response.destroy() : json(response, 201, minted);
    await expect(connect().createChallengeCode(ask)).resolves.toMatchObject({ expiresIn: 60 });
    expect(issuer.requests).toHaveLength(2);
  });

  test('repeats after a connection that breaks within the answer', async () => {
    issuer.script = (_, response, index) => {
      if (index > 0) return json(response, 201, minted);
      response.writeHead(201, { 'content-length': '1000' });
      response.write('{"challenge');
      setImmediate(() => response.destroy());
    };
    await expect(connect().createChallengeCode(ask)).resolves.toMatchObject({ expiresIn: 60 });
    expect(issuer.requests).toHaveLength(2);
  });

  test('a refused connection is a network_error after the last try', async () => {
    const { url } = issuer;
    await issuer.close();
    const error = await failureOf(connect({ issuer: url }).createChallengeCode(ask));
    expect(error).toMatchObject({ code: 'network_error', status: undefined });
    expect(error.message).toContain('ECONNREFUSED');
    issuer = await startScriptedIssuer();
  });

  test('waits as long as Retry-After of a 503 says', async () => {
    const at: number[] = [];
    issuer.script = (_, response, index) => {
      at.push(performance.now());
      json(response, index === 0 ? 503 : 201, minted, index === 0 ? { 'retry-after': '1' } : {});
    };
    await connect().createChallengeCode(ask);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(990);
  });

  test('passes a Retry-After on that is longer than its own patience', async () => {
    issuer.script = (_, response) => json(response, 503, {}, { 'retry-after': '120' });
    const error = await failureOf(connect().createChallengeCode(ask));
    expect(error).toMatchObject({
      code: 'temporarily_unavailable',
      status: 503,
      retryAfterSeconds: 120,
    });
    expect(issuer.requests).toHaveLength(1);
  });
});

describe('time-outs', () => {
  test('headers', async () => {
    issuer.script = () => {};
    const client = connect({ timeouts: { headersMs: 500 } });
    const error = await failureOf(client.createChallengeCode(ask));
    expect(error).toMatchObject({ code: 'timeout' });
    expect(error.message).toContain('500 ms');
    await expect.poll(() => issuer.requests).toHaveLength(1);
  });

  test('body', async () => {
    issuer.script = (_, response) => {
      response.writeHead(201);
      response.write('{');
    };
    const error = await failureOf(connect({ timeouts: { bodyMs: 60 } }).createChallengeCode(ask));
    expect(error).toMatchObject({ code: 'timeout' });
    expect(error.message).toContain('fell silent');
  });

  test('a body that drips for ever meets the total', async () => {
    issuer.script = (_, response) => {
      response.writeHead(201);
      const drip = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(drip));
    };
    const client = connect({ timeouts: { totalMs: 150 } });
    const error = await failureOf(client.createChallengeCode(ask));
    expect(error.message).toContain('150 ms in all');
    expect(error.code).toBe('timeout');
  });

  test('connect: a port that accepts but never speaks TLS', async () => {
    const mute = createServer().listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const sockets = new Set<{ destroy(): void }>();
    mute.on('connection', (socket) => {
      socket.on('error', () => {});
      sockets.add(socket);
    });
    const client = connect({
      issuer: `https://127.0.0.1:${(mute.address() as AddressInfo).port}`,
      timeouts: { connectMs: 60 },
      retry: { maxAttempts: 2, baseDelayMs: 1 },
    });
    const error = await failureOf(client.createChallengeCode(ask));
    expect(error).toMatchObject({ code: 'timeout' });
    expect(error.message).toContain('No connection');
    await expect.poll(() => sockets.size).toBe(2);
    for (const socket of sockets) socket.destroy();
    mute.close();
  });

  test('the caller’s signal, with its reason as the cause', async () => {
    issuer.script = () => {};
    const controller = new AbortController();
    const pending = failureOf(connect().createChallengeCode({ ...ask, signal: controller.signal }));
    const reason = new Error('page closed');
    controller.abort(reason);
    expect(await pending).toMatchObject({ code: 'aborted', cause: reason });
  });

  test('a signal that has fired already sends nothing', async () => {
    const error = await failureOf(
      connect().createChallengeCode({ ...ask, signal: AbortSignal.abort() }),
    );
    expect(error.code).toBe('aborted');
    expect(issuer.requests).toHaveLength(0);
  });
});

describe('other faults', () => {
  test('garbage instead of HTTP', async () => {
    const server = createServer((socket) => {
      socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9\r\n\r\n'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = (server.address() as AddressInfo).port;
    const error = await failureOf(
      connect({ issuer: `http://127.0.0.1:${port}` }).createChallengeCode(ask),
    );
    expect(error.code).toBe('unexpected_response');
    server.close();
  });
});

describe('close', () => {
  test('later calls fail, closing again does nothing', async () => {
    const client = connect();
    await client.createChallengeCode(ask);
    await client.close();
    await client.close();
    expect((await failureOf(client.createChallengeCode(ask))).code).toBe('client_closed');
  });

  test('an injected dispatcher is used, and stays open', async () => {
    const dispatcher = new Agent();
    const client = connect({ dispatcher });
    await client.createChallengeCode(ask);
    await client.close();
    expect(dispatcher.closed).toBe(false);
    expect((await failureOf(client.createChallengeCode(ask))).code).toBe('client_closed');
    await dispatcher.close();
    expect((await failureOf(connect({ dispatcher }).createChallengeCode(ask))).code).toBe(
      'client_closed',
    );
  });
});
