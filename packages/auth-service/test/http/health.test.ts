import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/test-service.ts';

let service: TestService;
beforeEach(async () => {
  service = await startTestService();
});
afterEach(() => service.close());

const get = async (path: string): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(service.url + path);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return { status: response.status, body: await response.json() };
};

/** A raw connection and everything that comes back on it. */
async function open(): Promise<{ socket: Socket; answer: Promise<string> }> {
  const { hostname, port } = new URL(service.url);
  const socket = connect(Number(port), hostname);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  const answer = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (data) => {
      text += data;
    });
    socket.once('close', () => resolve(text));
  });
  return { socket, answer };
}

test('a service that serves is live and ready', async () => {
  expect(await get('/health/live')).toEqual({ status: 200, body: { status: 'live' } });
  expect(await get('/health/ready')).toEqual({ status: 200, body: { status: 'ready' } });
});

test('without its database a service is live and not ready', async () => {
  await service.storage.close();
  expect(await get('/health/ready')).toEqual({ status: 503, body: { status: 'not_ready' } });
  expect(await get('/health/live')).toEqual({ status: 200, body: { status: 'live' } });
});

test('a service that shuts down is not ready, and finishes what is under way', async () => {
  const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`;
  const ready = await open();
  const live = await open();
  // Both have begun when the shutdown begins, and end after it has begun.
  ready.socket.write(request('/health/ready'));
  live.socket.write(request('/health/live'));
  // One more round trip: by its end the service has read the two beginnings.
  await get('/health/live');
  const closed = service.close();
  ready.socket.write('\r\n');
  live.socket.write('\r\n');
  expect(await ready.answer).toMatch(/^HTTP\/1\.1 503 .*"status":"not_ready"/s);
  expect(await live.answer).toMatch(/^HTTP\/1\.1 200 .*"status":"live"/s);
  await closed;
  await expect(fetch(`${service.url}/health/ready`)).rejects.toThrow();
});
