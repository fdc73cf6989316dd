/** What never becomes a request of the application, or is too large for it, is answered all the same. */
import { connect } from 'node:net';
import { PATHS } from '@casement/server-sdk/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testSeed } from '../../../../scripts/test-seed.ts';
import { expectDocumented, send } from '../support/documented-answers.ts';
import { DASHBOARD, startTestService, type TestService } from '../support/test-service.ts';

fc.configureGlobal(testSeed);

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ limits: false });
});
afterAll(() => service.close());

test('bodies up to 16 KiB are read, larger ones refused and not kept', async () => {
  const post = (size: number, path: string, type: string) =>
    send(service, {
      method: 'POST',
      path,
      headers: { 'content-type': type, origin: DASHBOARD, authorization: service.dynamic.basic },
      body: new Uint8Array(size).fill(0x20),
    });
  for (const [path, type] of [
    [PATHS.challengeCodes, 'application/json'],
    [PATHS.token, 'application/x-www-form-urlencoded'],
  ] as const) {
    for (const size of [16_384, 16_385, 5_000_000]) {
      const answer = await post(size, path, type);
      expectDocumented(answer);
      expect(answer.status).toBe(400);
      expect(/at most 16384/.test(answer.body)).toBe(size > 16_384);
    }
  }
});

test('bytes that are no HTTP at all', async () => {
  const { hostname, port } = new URL(service.url);
  /** Whoever says no more ends it; otherwise the service has to. */
  const raw = (data: Uint8Array | string, then: 'end' | 'write' = 'end'): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket[then](data));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('error', reject);
      socket.on('close', () => resolve(text));
    });
  const check = (text: string) => {
    // Nothing at all is an answer to nothing at all, and to a request that was broken off.
    if (text === '') return;
    const [head = '', body = ''] = text.split('\r\n\r\n');
    const type = /^content-type: (.*)$/im.exec(head)?.[1] ?? '';
    expectDocumented({ status: Number(head.split(' ')[1]), type, body });
    expect(head).toMatch(new RegExp(`^content-length: ${Buffer.byteLength(body)}$`, 'im'));
  };
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (data) => {
      check(await raw(data));
    }),
    { numRuns: 100 },
  );
  for (const request of [
    'GET / HTTP/9.9\r\n\r\n',
    'GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n',
    'POST /embed/challenge-codes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n',
    'GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    'POST /embed/token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n',
    `GET /health/live HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    'GET /health/nowhere HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\nConnection: close\r\n\r\n',
  ]) {
    const text = await raw(request, 'write');
    expect(text).toMatch(/^HTTP\/1\.1 4\d\d /);
    check(text);
  }
});
