import { expect } from 'vitest';
import { basicAuth, ISSUER, type TestService } from './test-service.ts';

export const OAUTH_TOKEN_ENDPOINT = `${ISSUER}/oauth2/token`;

export interface Credentials {
  id: string;
  secret: string;
  basic: string;
}

type ServiceInput = Parameters<TestService['administration']['clients']['createServiceClient']>[0];

/** A service client with its credentials; acts as Ana unless told otherwise. */
export async function createService(
  service: TestService,
  input: Partial<ServiceInput> = {},
): Promise<Credentials> {
  const { client, clientSecret = '' } = await service.administration.clients.createServiceClient({
    name: 'Export',
    ...(input.roles ? {} : { user: service.ana.id }),
    ...input,
  });
  return credentialsOf(client.id, clientSecret);
}

export const credentialsOf = (id: string, secret: string): Credentials => ({
  id,
  secret,
  basic: basicAuth(id, secret),
});

/** Posts a form to one of the standard endpoints. */
export function postForm(
  service: TestService,
  path: string,
  form: Record<string, string> | URLSearchParams | string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
  return fetch(service.url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    body,
  });
}

/** Asks for a token by client credentials. */
export const postClientCredentials = (
  service: TestService,
  { basic }: Pick<Credentials, 'basic'>,
  form: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<Response> =>
  postForm(
    service,
    '/oauth2/token',
    { grant_type: 'client_credentials', ...form },
    { Authorization: basic, ...headers },
  );

export async function clientCredentialsToken(
  service: TestService,
  credentials: Pick<Credentials, 'basic'>,
  form: Record<string, string> = {},
): Promise<string> {
  const response = await postClientCredentials(service, credentials, form);
  const body = (await response.json()) as { access_token: string };
  expect(response.status, JSON.stringify(body)).toBe(200);
  return body.access_token;
}

export async function introspection(
  service: TestService,
  token: string,
  authorization: string,
): Promise<Record<string, unknown>> {
  const headers = { Authorization: authorization };
  const response = await postForm(service, '/oauth2/introspect', { token }, headers);
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return (await response.json()) as Record<string, unknown>;
}

/** What an OAuth error says, whatever else is in the body. */
export async function oauthError(response: Response): Promise<[status: number, error: unknown]> {
  const { error } = (await response.json()) as { error?: unknown };
  return [response.status, error];
}
