import { Readable } from 'node:stream';
import { DomainError, refuseFaults } from '../../domain/errors.ts';
import { snakeCase } from '../../domain/letter-case.ts';
import { limitFaults, type Page } from '../../domain/paging/page.ts';
import { toCommandError } from './api-problem.ts';
import type { RemoteSession } from './remote-session.ts';
import { unreachable } from './unreachable.ts';
import { userAgent } from './user-agent.ts';
import { fromWire, toWire } from './wire-names.ts';

type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

interface ApiRequest {
  query?: Query;
  body?: object;
  /** The version for which a change is meant; `*`: whatever there is. */
  ifMatch?: number | '*';
  /** Milliseconds until all of the answer is there. */
  timeout?: number;
}

/**
 * The admin API by somebody's token. Answers are the domain's entities: each is the API's view of one, and
 * every member is there but for those that the API keeps to itself.
 */
export interface ApiClient {
  /** @throws DomainError, CommandError for a refusal, and when there is no answer */
  get<T>(path: string, query?: Query): Promise<T>;
  send<T = void>(method: Method, path: string, request?: ApiRequest): Promise<T>;
  /** A file; refused before any of it has come. */
  download(path: string, query: Query): Promise<AsyncIterable<Uint8Array>>;
  /** Page after page, `limit` in all; everything without one. */
  list<T>(path: string, query?: Query, limit?: number): Promise<T[]>;
  /** The same, after a cursor, and with what the rest begins after. */
  page<T>(
    path: string,
    query: Query & { cursor?: string | undefined },
    limit?: number,
  ): Promise<Page<T>>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const PAGE_MAX = 200;
const TIMEOUT_MS = 30_000;
/** It comes while it is made. */
const DOWNLOAD_TIMEOUT_MS = 600_000;

export function apiClient(session: RemoteSession): ApiClient {
  const { issuer } = session;
  const send = async <T>(method: Method, path: string, request: ApiRequest = {}): Promise<T> => {
    const text = await textOf(await exchange(method, path, request));
    return (text === '' ? undefined : fromWire(JSON.parse(text))) as T;
  };
  const exchange = async (method: Method, path: string, request: ApiRequest): Promise<Response> => {
    const ask = (token: string) => answerTo(issuer, token, method, path, request);
    let response = await ask(await session.token());
    // By its own clock the service knows better when a token has ended.
    if (response.status === 401) response = await ask(await session.renew());
    if (response.ok) return response;
    throw toCommandError(issuer, response.status, await textOf(response));
  };
  const textOf = (response: Response): Promise<string> =>
    response.text().catch((error: unknown) => {
      throw unreachable(issuer, error);
    });
  const get = <T>(path: string, query: Query = {}): Promise<T> => send('GET', path, { query });
  return {
    send,
    get,
    async download(path, query) {
      const { body } = await exchange('GET', path, { query, timeout: DOWNLOAD_TIMEOUT_MS });
      return body ?? Readable.from([]);
    },
    list: async <T>(path: string, query: Query = {}, limit?: number) =>
      (await page<T>(path, query, limit)).items,
    page,
  };

  async function page<T>(
    path: string,
    query: Query & { cursor?: string | undefined },
    limit?: number,
  ): Promise<Page<T>> {
    refuseFaults(limitFaults(limit));
    const found: T[] = [];
    let { cursor } = query;
    do {
      const wanted = Math.min(PAGE_MAX, (limit ?? Number.POSITIVE_INFINITY) - found.length);
      const page = await get<{ items: T[]; nextCursor?: string }>(path, {
        ...query,
        limit: wanted,
        cursor,
      });
      found.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined && found.length < (limit ?? Number.POSITIVE_INFINITY));
    return { items: found, next: cursor };
  }
}

async function answerTo(
  issuer: string,
  token: string,
  method: Method,
  path: string,
  { query = {}, body, ifMatch, timeout = TIMEOUT_MS }: ApiRequest,
): Promise<Response> {
  const url = new URL(path, issuer);
  for (const [name, value] of Object.entries(query)) {
    for (const one of value === undefined ? [] : [value].flat()) {
      url.searchParams.append(snakeCase(name), String(one));
    }
  }
  try {
    return await fetch(url, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        Accept: 'application/json',
        'User-Agent': userAgent(),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(ifMatch === undefined
          ? {}
          : { 'If-Match': ifMatch === '*' ? ifMatch : `"${ifMatch}"` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(toWire(body)) }),
      // The token is the issuer's alone.
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    });
  } catch (error) {
    throw unreachable(issuer, error);
  }
}

/** Sends what ends something; how many of it were ended. */
export const revoked = async (
  api: ApiClient,
  method: Method,
  to: string,
  request: ApiRequest = {},
): Promise<number> => (await api.send<{ revoked: number }>(method, to, request)).revoked;

/** A path with values in it, which stay one segment each. */
export function path(parts: TemplateStringsArray, ...values: readonly string[]): string {
  const segments = values.map((value) => {
    // An address would lose them, escaped or not, and mean something else.
    if (!['', '.', '..'].includes(value)) return encodeURIComponent(value);
    throw new DomainError('not_found', `There is nothing called "${value}".`);
  });
  return String.raw({ raw: parts }, ...segments);
}
