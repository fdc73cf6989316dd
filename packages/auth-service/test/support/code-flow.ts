import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { type Browser, createBrowser, type Visit } from './browser.ts';
import { CHEAP_HASH, PASSWORD } from './cheap-password.ts';
import { type Credentials, credentialsOf, postForm } from './oauth-requests.ts';
import { startTestService, type TestService } from './test-service.ts';

export const REDIRECT_URI = 'https://app.example.com/callback';

type AppInput = Parameters<TestService['administration']['clients']['createAppClient']>[0];

/** An app client with its credentials; public ones have no secret. */
export async function createApp(
  service: TestService,
  input: Partial<AppInput> = {},
): Promise<Credentials> {
  const { client, clientSecret = '' } = await service.administration.clients.createAppClient({
    name: 'App',
    redirectUris: [REDIRECT_URI],
    ...input,
  });
  return credentialsOf(client.id, clientSecret);
}

/** Lets Ana sign in with {@link PASSWORD}. */
export const giveAnaAPassword = (service: TestService): Promise<void> =>
  service.storage.stores.passwords.put(service.ana.id, CHEAP_HASH, Date.now());

/** A service of which Ana can sign in to an app; whoever starts it closes it. */
export async function startServiceWithApp(
  input: Partial<AppInput> = {},
): Promise<{ service: TestService; app: Credentials }> {
  const service = await startTestService();
  await giveAnaAPassword(service);
  return { service, app: await createApp(service, input) };
}

export interface Pkce {
  verifier: string;
  challenge: string;
}

export function createPkce(): Pkce {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

type Fields = Record<string, string | undefined>;

/** The address of a right authorization request, but for what a test asks for; `undefined` leaves out. */
export function authorizationUrl(
  client: Pick<Credentials, 'id'>,
  { challenge }: Pick<Pkce, 'challenge'>,
  changes: Fields = {},
): string {
  const query = new URLSearchParams();
  const parameters: Fields = {
    response_type: 'code',
    client_id: client.id,
    redirect_uri: REDIRECT_URI,
    scope: 'openid read',
    state: 'some-state',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) query.set(name, value);
  }
  return `/oauth2/authorize?${query}`;
}

export const signIn = (browser: Browser, email = 'ana@example.com'): Promise<Visit> =>
  browser.submit({ email, password: PASSWORD });

export const allow = (browser: Browser, ...teams: string[]): Promise<Visit> =>
  browser.submit({ decision: 'allow', team: teams });

/** The same for all teams, those that are made later too. */
export const allowAll = (browser: Browser): Promise<Visit> =>
  browser.submit({ decision: 'allow', teams: 'all' });

/** Signs Ana in and lets the client act for her in `team`; answers where the client got its code. */
export async function authorize(
  service: TestService,
  client: Pick<Credentials, 'id'>,
  pkce: Pkce,
  changes: Fields = {},
  browser: Browser = createBrowser(service),
): Promise<{ code: string; browser: Browser; answer: URL }> {
  let visit = await browser.open(authorizationUrl(client, pkce, changes));
  if (visit.body.includes('name="password"')) visit = await signIn(browser);
  if (!visit.left) visit = await allow(browser, service.team.id);
  expect(visit.left, visit.body).toBe(true);
  const code = visit.url.searchParams.get('code') ?? '';
  expect(code, visit.url.href).not.toBe('');
  return { code, browser, answer: visit.url };
}

/** Posts a code exchange that is right but for what a test asks for. */
export function postCode(
  service: TestService,
  client: Credentials,
  { code, verifier }: { code: string; verifier: string },
  changes: Fields = {},
  headers: Record<string, string> = {},
): Promise<Response> {
  const form = new URLSearchParams();
  const fields: Fields = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT_URI,
    code_verifier: verifier,
    ...(client.secret === '' ? { client_id: client.id } : {}),
    ...changes,
  };
  for (const [name, value] of Object.entries(fields))
    if (value !== undefined) form.set(name, value);
  return postForm(service, '/oauth2/token', form, { ...authentication(client), ...headers });
}

export const postRefresh = (
  service: TestService,
  client: Credentials,
  refreshToken: string,
  changes: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<Response> =>
  postForm(
    service,
    '/oauth2/token',
    {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      ...(client.secret === '' ? { client_id: client.id } : {}),
      ...changes,
    },
    { ...authentication(client), ...headers },
  );

const authentication = ({ secret, basic }: Credentials): Record<string, string> =>
  secret === '' ? {} : { Authorization: basic };

export interface Tokens {
  access_token: string;
  refresh_token?: string;
  id_token?: string;
  scope: string;
  token_type: string;
  expires_in: number;
}

/** The whole flow for Ana: sign-in, consent, exchange. */
export async function codeFlow(
  service: TestService,
  client: Credentials,
  changes: Fields = {},
): Promise<Tokens> {
  const pkce = createPkce();
  const { code } = await authorize(service, client, pkce, changes);
  const response = await postCode(service, client, { code, verifier: pkce.verifier });
  const body = (await response.json()) as Tokens;
  expect(response.status, JSON.stringify(body)).toBe(200);
  return body;
}

export const userinfo = (
  service: TestService,
  token: string,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(`${service.url}/oauth2/userinfo`, {
    headers: { Authorization: `Bearer ${token}`, ...headers },
  });
