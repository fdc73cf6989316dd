import { expect } from 'vitest';
import { clientCredentialsToken, createService } from './oauth-requests.ts';
import type { TestService } from './test-service.ts';

export interface ApiAnswer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
}

export interface ApiRequest {
  body?: unknown;
  headers?: Record<string, string>;
}

/** The API as one caller uses it. */
export interface ApiCaller {
  token: string;
  /** Sends a request; the body of an answer without one is `undefined`. */
  send<T = Record<string, unknown>>(
    method: string,
    path: string,
    request?: ApiRequest,
  ): Promise<ApiAnswer<T>>;
  /** Sends one that must succeed; answers its body. */
  ok<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>;
  /** Sends one that must be refused with this code; answers the problem. */
  refused(
    code: string,
    method: string,
    path: string,
    request?: ApiRequest,
  ): Promise<Problem & { headers: Headers }>;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  errors?: { in: string; path: string; message: string }[];
  request_id: string;
}

/** A user with a role in a team, who calls through a service client of theirs. */
export async function callerWithRole(
  service: TestService,
  { role, teamId = service.team.id, scope }: { role: string; teamId?: string; scope?: string },
): Promise<ApiCaller & { userId: string; clientId: string }> {
  const { directory } = service.administration;
  const name = `${role}-${Math.random().toString(36).slice(2)}`;
  const user = await directory.createUser({ email: `${name}@example.com`, name });
  await directory.setMembership({ teamId, user: user.id, roleId: role });
  const credentials = await createService(service, {
    name: `API of ${name}`,
    user: user.id,
    accessPreset: 'full',
  });
  const token = await clientCredentialsToken(
    service,
    credentials,
    scope === undefined ? {} : { scope },
  );
  return { ...callerWithToken(service, token), userId: user.id, clientId: credentials.id };
}

export function callerWithToken(service: TestService, token: string): ApiCaller {
  const send: ApiCaller['send'] = async (method, path, { body, headers = {} } = {}) => {
    const response = await fetch(service.url + path, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, headers: response.headers, body: parsed };
  };
  return {
    token,
    send,
    async ok<T>(method: string, path: string, body?: unknown) {
      const answer = await send<T>(method, path, { body });
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
      return answer.body;
    },
    async refused(code, method, path, request) {
      const { headers, status, body } = await send<Problem>(method, path, request);
      expect(body?.code, JSON.stringify(body)).toBe(code);
      expect(body.status).toBe(status);
      expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(body.request_id).toBe(headers.get('x-request-id'));
      expect(body.detail.length).toBeGreaterThan(10);
      return { ...body, headers };
    },
  };
}
