import { describe, expect, test } from 'vitest';
import {
  EventStreamParser,
  MAX_EVENT_LENGTH,
  type StreamFrame,
} from '../src/security-events/event-stream-parser.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function parse(...pieces: (string | Uint8Array)[]): StreamFrame[] {
  const parser = new EventStreamParser();
  return pieces.flatMap((piece) => parser.feed(typeof piece === 'string' ? bytes(piece) : piece));
}

const event = (type: string, data: string, id?: string): StreamFrame => ({
  kind: 'event',
  type,
  id,
  data,
});

test('an event, a comment, an event', () => {
  expect(parse('event: a\nid: 1\ndata: x\n\n: beat\n\nevent:b\ndata:y\n\n')).toEqual([
    event('a', 'x', '1'),
    { kind: 'comment', text: 'beat' },
    event('b', 'y'),
  ]);
});

test.each(['\n', '\r', '\r\n'])('lines that end with %j', (end) => {
  expect(parse(['event: a', 'data: x', 'data: y', '', ''].join(end))).toEqual([event('a', 'x\ny')]);
});

test('wherever the network cuts it, also within a character or a line end', () => {
  const all = bytes(
    '\uFEFFevent: ü\r\nid: 7\r\ndata: {"ø":"€𝄞"}\r\n\r\n: ♥\r\n\r\ndata: z\r\n\r\n',
  );
  const whole = parse(all);
  expect(whole).toHaveLength(3);
  expect(whole[0]).toEqual(event('ü', '{"ø":"€𝄞"}', '7'));
  for (let at = 0; at <= all.length; at += 1)
    expect(parse(all.subarray(0, at), all.subarray(at))).toEqual(whole);
  expect(parse(...Array.from(all, (byte) => Uint8Array.of(byte)))).toEqual(whole);
});

test('what is not data makes no event, and leaves nothing to the next', () => {
  expect(parse('event: a\nid: 1\n\nretry: 7\nfoo: bar\ndata\n\n')).toEqual([event('', '')]);
});

test('an event that is not finished is not there', () => {
  expect(parse('event: a\ndata: x\n')).toEqual([]);
});

describe('bounds', () => {
  test.each([
    ['a line without end', 'x'.repeat(MAX_EVENT_LENGTH + 1)],
    ['a comment', `:${'x'.repeat(MAX_EVENT_LENGTH)}\n`],
    ['many lines of data', `data: ${'x'.repeat(99)}\n`.repeat(MAX_EVENT_LENGTH / 100 + 1)],
  ])('%s', (_, text) => {
    expect(() => parse(text)).toThrow(RangeError);
    expect(() => parse(...(text.match(/[\s\S]{1,1000}/g) ?? []))).toThrow(RangeError);
  });

  test('bytes that are not UTF-8', () => {
    expect(() => parse(Uint8Array.of(0xff, 0xfe))).toThrow(TypeError);
  });
});
