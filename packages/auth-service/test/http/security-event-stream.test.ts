import { expect, onTestFinished, test } from 'vitest';
import type { NewSecurityEvent } from '../../src/domain/security-event/security-event.ts';
import { sweepExpired } from '../../src/sweeper.ts';
import { openEventStream, readEvents } from '../support/event-reader.ts';
import { startTestService, type TestService } from '../support/test-service.ts';

const eventOf = (userId: string): NewSecurityEvent => ({
  type: 'user.changed',
  at: Date.now(),
  clientId: undefined,
  userId,
  sessionId: undefined,
  jti: undefined,
});

/** Long IDs, so that few events fill the system's buffers. */
const append = (service: TestService, count: number): Promise<void> =>
  service.storage.transaction(({ securityEvents }) =>
    securityEvents.append(
      Array.from({ length: count }, (_, at) => eventOf(`usr_${at}_`.padEnd(4_000, 'x'))),
    ),
  );

const idsOf = (text: string): number[] =>
  [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

const metric = async (service: TestService, name: string): Promise<number> => {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
};

test('a heartbeat comes as often as configured, also when nothing happens', async () => {
  const service = await startTestService({}, { heartbeatInterval: 40 });
  onTestFinished(() => service.close());
  // Before the first: what came meanwhile lies in buffers and is read at once.
  const started = performance.now();
  const reader = await readEvents(service);
  await reader.caughtUp();
  await reader.until(({ entries }) => entries.filter((entry) => 'comment' in entry).length >= 6);
  expect(performance.now() - started).toBeGreaterThanOrEqual(4 * 40);
  await reader.close();
});

test('a reader that takes nothing is cut off, costs the others nothing, and resumes later', async () => {
  const service = await startTestService();
  onTestFinished(() => service.close());
  const healthy = await readEvents(service);
  const before = (await healthy.caughtUp()).length;

  const slow = await openEventStream(service);
  slow.on('error', () => {});
  slow.pause();
  const total = 5_000;
  await append(service, total);
  await healthy.until(({ entries }) => entries.length > before + total);
  // A stalled reader is looked at whenever there is news.
  const cutOff = async () => {
    await append(service, 1);
    return metric(service, 'casement_security_event_readers_cut_off_total');
  };
  await expect.poll(cutOff, { interval: 100 }).toBe(1);
  await expect.poll(() => metric(service, 'casement_security_event_readers')).toBe(1);

  // What had reached its machine is whole events up to some place; from there it resumes.
  let text = '';
  slow.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const closed = new Promise((resolve) => slow.once('close', resolve));
  slow.resume();
  await closed;
  const seen = idsOf(text.slice(0, text.lastIndexOf('\n\n') + 1));
  expect(seen.length).toBeLessThan(before + total);
  const resumed = await readEvents(service, String(seen.at(-1) ?? ''));
  const rest = (await resumed.caughtUp()).map(({ id }) => Number(id));
  await healthy.until((reader) => reader.events().at(-1)?.id === String(rest.at(-1)));
  expect([...seen, ...rest]).toEqual(healthy.events().map(({ id }) => Number(id)));
  await Promise.all([resumed.close(), healthy.close()]);
});

test('a shutdown ends the streams and waits for none', async () => {
  const service = await startTestService({ shutdownTimeout: 400_000 });
  const readers = [await readEvents(service), await readEvents(service)];
  await Promise.all(readers.map((reader) => reader.caughtUp()));
  const started = performance.now();
  await Promise.all([service.close(), ...readers.map((reader) => reader.ended)]);
  expect(performance.now() - started).toBeLessThan(200_000);
});

test('events are forgotten after their memory, and their places are never given again', async () => {
  const service = await startTestService();
  onTestFinished(() => service.close());
  const { securityEvents } = service.storage.stores;
  const newest = await securityEvents.newestSequence();
  expect(newest).toBeGreaterThan(0);
  await sweepExpired(service.storage.stores, Date.now() + 10 * 60_000);
  expect((await securityEvents.listAfter(0, 1000)).length).toBe(newest);
  await sweepExpired(service.storage.stores, Date.now() + 12 * 60_000);
  expect(await securityEvents.listAfter(0, 1000)).toEqual([]);
  const reader = await readEvents(service, '1');
  expect(await reader.caughtUp()).toEqual([]);
  await service.administration.directory.setUserStatus(service.ana.id, 'inactive');
  expect(Number((await reader.next('user.changed')).id)).toBe(newest + 1);
  await reader.close();
});
