import type { IncomingMessage } from 'node:http';
import { type DomainError, invalidRequest } from '../../domain/errors.ts';

/** Bytes; far above any honest request, far below what would hurt. */
const BODY_LIMIT = 16 * 1024;

const FORM = 'application/x-www-form-urlencoded';

const refuse = (message: string): DomainError => invalidRequest([{ path: '', message }]);

/**
 * The body of an `application/json` request, parsed.
 *
 * @throws DomainError `invalid_request`; its message never quotes the body
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  refuseQuery(request);
  return readJsonBody(request);
}

/**
 * The same where the query may say something too.
 *
 * @param limit bytes
 */
export async function readJsonBody(
  request: IncomingMessage,
  limit: number = BODY_LIMIT,
): Promise<unknown> {
  const text = await readText(request, 'application/json', limit);
  try {
    return JSON.parse(text);
  } catch {
    throw refuse('The body is not well-formed JSON.');
  }
}

/**
 * The fields of an `application/x-www-form-urlencoded` request.
 *
 * @throws DomainError `invalid_request`
 */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  refuseQuery(request);
  return new URLSearchParams(await readText(request, FORM, BODY_LIMIT));
}

/**
 * Reads the form of a request that goes on to the engine, which reads it again: by our rules about size,
 * type and encoding, and for what has to be known of it before.
 *
 * @returns `undefined` where no body is said to be there
 * @throws DomainError `invalid_request`
 */
export async function readFormAhead(
  request: IncomingMessage,
): Promise<URLSearchParams | undefined> {
  if (request.headers['content-type'] === undefined) return undefined;
  refuseQuery(request);
  const text = await readText(request, FORM, BODY_LIMIT);
  // A stream ends once; this one is read by its iterator.
  Object.defineProperties(request, {
    readable: { value: true },
    iterator: { value: () => [Buffer.from(text)] },
  });
  return new URLSearchParams(text);
}

/**
 * Codes and credentials in a URL end in logs: nothing is taken from there.
 *
 * @throws DomainError `invalid_request`
 */
export function refuseQuery(request: IncomingMessage): void {
  if (!request.url?.includes('?')) return;
  throw refuse(
    'This endpoint takes no query parameters: send everything in the body. Whatever secret was in this URL may be in logs by now; use it no more.',
  );
}

async function readText(request: IncomingMessage, type: string, limit: number): Promise<string> {
  checkType(request.headers['content-type'], type);
  if (request.headers['content-encoding'] !== undefined) {
    throw refuse('Content-Encoding is not supported: send the body as it is.');
  }
  const body = await readBytes(request, limit);
  try {
    return utf8.decode(body);
  } catch {
    throw refuse('The body is not UTF-8.');
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function checkType(header: string | undefined, type: string): void {
  if (header === type) return;
  const [essence = '', ...parameters] = (header ?? '').toLowerCase().split(';');
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='));
  if (essence.trim() !== type) throw refuse(`Content-Type must be ${type}.`);
  if (charset && !/^charset="?utf-8"?$/.test(charset)) throw refuse('The charset must be utf-8.');
}

function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      // The rest is read and dropped, so that the refusal can be answered on this connection.
      if (size <= limit) chunks.push(chunk);
    });
    request.once('end', () => {
      const [first = Buffer.alloc(0)] = chunks;
      if (size > limit) {
        reject(refuse(`The body has ${size} bytes; at most ${limit} are accepted.`));
      } else {
        resolve(chunks.length > 1 ? Buffer.concat(chunks) : first);
      }
    });
    request.once('error', () => reject(refuse('The request ended before its body did.')));
  });
}
