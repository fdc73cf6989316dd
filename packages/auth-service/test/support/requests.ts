import {
  CHALLENGE_CODE_GRANT_TYPE,
  type ChallengeCodeResponse,
  type ErrorBody,
  type TokenResponse,
} from '@casement/server-sdk/contract';
import { expect } from 'vitest';
import type { ProofKey, ProofOptions } from './proof-key.ts';
import { DASHBOARD, ISSUER, PORTAL, type TestClient, type TestService } from './test-service.ts';

export const TOKEN_ENDPOINT = `${ISSUER}/embed/token`;
export const MINT_ENDPOINT = `${ISSUER}/embed/challenge-codes`;

/** Posts a mint; `authorization: null` leaves the header out. */
export function postMint(
  service: TestService,
  body: unknown,
  { authorization = service.dynamic.basic }: { authorization?: string | null } = {},
): Promise<Response> {
  return fetch(`${service.url}/embed/challenge-codes`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(authorization === null ? {} : { Authorization: authorization }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** A right mint body for a dynamic client. */
export const mintBody = (extra: Record<string, unknown> = {}): Record<string, unknown> => ({
  origin: PORTAL,
  user: { email: 'ana@example.com' },
  ...extra,
});

/** Mints a code for Ana, bound to the key when there is one. */
export async function mint(
  service: TestService,
  key?: ProofKey,
  extra: Record<string, unknown> = {},
): Promise<string> {
  const binding = key ? { key_thumbprint: key.thumbprint } : {};
  const response = await postMint(service, mintBody({ ...binding, ...extra }));
  expect(response.status).toBe(201);
  return ((await response.json()) as ChallengeCodeResponse).challenge_code;
}

/** The same for the client with a static user. */
export async function mintPinned(service: TestService, key: ProofKey): Promise<string> {
  const response = await postMint(
    service,
    { origin: PORTAL, key_thumbprint: key.thumbprint },
    { authorization: service.pinned.basic },
  );
  expect(response.status).toBe(201);
  return ((await response.json()) as ChallengeCodeResponse).challenge_code;
}

export interface ExchangeOptions {
  client?: TestClient;
  form?: Record<string, string | undefined>;
  /** `null` leaves the header out. */
  origin?: string | null;
  proof?: string | null;
  sessionId?: string;
  headers?: Record<string, string>;
}

/** Posts an exchange that is right but for what a test asks for. */
export async function postExchange(
  service: TestService,
  key: ProofKey,
  code: string,
  options: ExchangeOptions = {},
): Promise<Response> {
  const { client = service.dynamic, form = {}, origin = DASHBOARD, sessionId } = options;
  const proof = options.proof === undefined ? await key.proof(TOKEN_ENDPOINT) : options.proof;
  const fields: Record<string, string | undefined> = {
    grant_type: CHALLENGE_CODE_GRANT_TYPE,
    client_id: client.client.id,
    challenge_code: code,
    embedder_origin: PORTAL,
    session_id: sessionId,
    ...form,
  };
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields))
    if (value !== undefined) body.set(name, value);
  return fetch(`${service.url}/embed/token`, {
    method: 'POST',
    headers: {
      ...(origin === null ? {} : { Origin: origin }),
      ...(proof === null ? {} : { DPoP: proof }),
      ...options.headers,
    },
    body,
  });
}

/** Mints and exchanges; expects success. */
export async function openSession(
  service: TestService,
  key: ProofKey,
  sessionId?: string,
  extra: Record<string, unknown> = {},
  proof: ProofOptions = {},
): Promise<TokenResponse> {
  const code = await mint(service, key, extra);
  const response = await postExchange(service, key, code, {
    proof: await key.proof(TOKEN_ENDPOINT, proof),
    ...(sessionId === undefined ? {} : { sessionId }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as TokenResponse;
}

/** Expects a refusal of the protocol's shape and answers its body. */
export async function expectRefusal(
  response: Response,
  status: number,
  error: ErrorBody['error'],
): Promise<ErrorBody> {
  const body = (await response.json()) as ErrorBody;
  expect({ status: response.status, error: body.error }, body.error_description).toEqual({
    status,
    error,
  });
  expect(body.error_description.length).toBeGreaterThan(10);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return body;
}
