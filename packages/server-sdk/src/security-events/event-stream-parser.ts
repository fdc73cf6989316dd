/** What a line or block of a `text/event-stream` says. */
export type StreamFrame =
  | { kind: 'comment'; text: string }
  | { kind: 'event'; type: string; id: string | undefined; data: string };

/** No event of this protocol comes near; a stream that exceeds it is given up. */
export const MAX_EVENT_LENGTH = 64 * 1024;

/**
 * Reads server-sent events (WHATWG HTML §9.2.6) piece by piece, wherever the network cut them. One
 * parser per connection. Unlike a browser it holds the server to UTF-8 and to a length.
 */
export class EventStreamParser {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #line = '';
  #afterCarriageReturn = false;
  #type = '';
  #id: string | undefined;
  #data: string[] = [];
  #length = 0;

  /**
   * @returns what has become complete with these bytes, in order
   * @throws {TypeError | RangeError} where the bytes are not UTF-8, or an event or comment is too long
   */
  feed(bytes: Uint8Array): StreamFrame[] {
    const frames: StreamFrame[] = [];
    let text = this.#decoder.decode(bytes, { stream: true });
    if (text === '') return frames;
    // A line feed right after a carriage return ends the same line, even in another piece.
    if (this.#afterCarriageReturn && text.startsWith('\n')) text = text.slice(1);
    this.#afterCarriageReturn = text.endsWith('\r');
    let from = 0;
    for (const end of text.matchAll(/\r\n|\n|\r/g)) {
      this.#finishLine(this.#line + text.slice(from, end.index), frames);
      this.#line = '';
      from = end.index + end[0].length;
    }
    this.#line += text.slice(from);
    this.#bound(this.#line.length);
    return frames;
  }

  #finishLine(line: string, frames: StreamFrame[]): void {
    this.#bound(line.length);
    if (line === '') {
      this.#finishEvent(frames);
      return;
    }
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (colon === 0) frames.push({ kind: 'comment', text: value });
    else if (name === 'event') this.#type = value;
    else if (name === 'id') this.#id = value;
    else if (name === 'data') {
      this.#data.push(value);
      this.#length += value.length + 1;
    }
  }

  #finishEvent(frames: StreamFrame[]): void {
    if (this.#data.length > 0)
      frames.push({
        kind: 'event',
        type: this.#type,
        id: this.#id,
        data: this.#data.join('\n'),
      });
    this.#type = '';
    this.#id = undefined;
    this.#data = [];
    this.#length = 0;
  }

  #bound(pending: number): void {
    if (this.#length + pending > MAX_EVENT_LENGTH)
      throw new RangeError(`An event is longer than ${MAX_EVENT_LENGTH} characters.`);
  }
}
