import { type IncomingMessage, request } from 'node:http';
import { isSecurityEventData, type SecurityEventData } from '@casement/server-sdk/contract';
import { expect } from 'vitest';
import { DASHBOARD_BASIC, type TestService } from './test-service.ts';

export interface ReadEvent extends SecurityEventData {
  type: string;
  /** When it was read, in milliseconds since the epoch. */
  readAt: number;
}

/** A reader of the event stream that takes what comes as it comes. */
export interface EventReader {
  response: IncomingMessage;
  /** Everything so far, comments as the text after the colon. */
  entries: (ReadEvent | { comment: string })[];
  events(): ReadEvent[];
  /** Resolves when `found` is true of what was read; rejects when the stream ends before. */
  until(found: (reader: EventReader) => boolean): Promise<void>;
  /** Reads up to the first heartbeat: everything that was remembered. */
  caughtUp(): Promise<ReadEvent[]>;
  /** The next event after those that were there when it was called, or already waiting. */
  next(type: string): Promise<ReadEvent>;
  ended: Promise<void>;
  close(): Promise<void>;
}

/** With a connection of its own, which ends with the stream. */
export function openEventStream(
  service: TestService,
  lastEventId?: string,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(`${service.url}/security-events`, {
      agent: false,
      headers: {
        Authorization: DASHBOARD_BASIC,
        ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }),
      },
    })
      .on('response', resolve)
      .on('error', reject)
      .end();
  });
}

export async function readEvents(service: TestService, lastEventId?: string): Promise<EventReader> {
  const response = await openEventStream(service, lastEventId);
  expect(response.statusCode).toBe(200);
  const entries: EventReader['entries'] = [];
  let ended = false;
  let closing = false;
  let taken = 0;
  const waiting = new Set<() => void>();
  const notify = () => {
    for (const check of waiting) check();
  };
  const finish = read(response, (blocks) => {
    entries.push(...blocks.map(parse));
    notify();
  })
    .catch((error: unknown) => {
      if (!closing) throw error;
    })
    .finally(() => {
      ended = true;
      notify();
    });
  finish.catch(() => {});
  const reader: EventReader = {
    response,
    entries,
    events: () => entries.filter((entry): entry is ReadEvent => 'id' in entry),
    until: (found) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (found(reader)) resolve();
          else if (ended) reject(new Error('the event stream ended'));
          else return;
          waiting.delete(check);
        };
        waiting.add(check);
        check();
      }),
    async caughtUp() {
      await reader.until(() => entries.some((entry) => 'comment' in entry));
      taken = reader.events().length;
      return reader.events();
    },
    async next(type) {
      const find = () =>
        reader.events().findIndex((event, at) => at >= taken && event.type === type);
      await reader.until(() => find() >= 0);
      const at = find();
      taken = at + 1;
      return reader.events()[at] as ReadEvent;
    },
    ended: finish,
    async close() {
      closing = true;
      response.destroy();
      await finish;
    },
  };
  return reader;
}

async function read(
  response: IncomingMessage,
  onBlocks: (blocks: string[]) => void,
): Promise<void> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += String(chunk);
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    if (blocks.length > 0) onBlocks(blocks);
  }
}

function parse(block: string): ReadEvent | { comment: string } {
  if (block.startsWith(':')) return { comment: block.slice(1).trim() };
  const fields = Object.fromEntries(
    block.split('\n').map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)];
    }),
  );
  const data: unknown = JSON.parse(fields.data ?? 'null');
  if (!isSecurityEventData(data)) throw new Error(`not an event: ${block}`);
  expect(fields.id).toBe(data.id);
  return { ...data, type: String(fields.event), readAt: Date.now() };
}
