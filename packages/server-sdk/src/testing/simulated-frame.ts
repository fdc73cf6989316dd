import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import {
  CHALLENGE_CODE_GRANT_TYPE,
  isChallengeCodeResponse,
  isTokenResponse,
  PATHS,
  type TokenResponse,
} from '../contract/index.ts';
import type { SimulatedPortal } from './simulated-portal.ts';

/** A frame without a browser, for tests of a dashboard's API. */
export interface SimulatedFrame {
  /** What the auth service answered last. */
  readonly token: TokenResponse;
  /** Headers of an authorized request: `authorization` and a fresh `dpop`, good for one request. */
  headers(method: string, url: string): Promise<Record<string, string>>;
  /** `fetch` with these headers. */
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** Gets a code and exchanges it, continuing the session. */
  renew(): Promise<void>;
}

export interface SimulatedFrameOptions {
  issuer: { url: string; clientId: string };
  portal: Pick<SimulatedPortal, 'url'>;
  /** The frame's origin, that of one of the issuer's dashboards. */
  origin: string;
  /** Path of the portal's endpoint; `/challenge-code` by default. */
  path?: string | undefined;
}

/**
 * Goes through the protocol as a browser would: makes a key, asks the portal backend for a code, and
 * exchanges it.
 * @throws {Error} with the status and the body of a refusal
 */
export async function openSimulatedFrame({
  issuer,
  portal,
  origin,
  path = '/challenge-code',
}: SimulatedFrameOptions): Promise<SimulatedFrame> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  const thumbprint = await calculateJwkThumbprint(jwk);

  /** How far ahead the auth service's clock is, as far as it has said. */
  let aheadMs = 0;

  async function prove(
    method: string,
    url: string,
    { token, at = Date.now() }: { token?: string; at?: number } = {},
  ): Promise<string> {
    const { origin, pathname } = new URL(url);
    const ath = token && createHash('sha256').update(token).digest('base64url');
    return new SignJWT({ jti: randomUUID(), htm: method, htu: origin + pathname, ath })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .setIssuedAt(Math.floor(at / 1000))
      .sign(privateKey);
  }

  async function authenticate(sessionId?: string): Promise<TokenResponse> {
    const codes = portal.url + path;
    const asked = { key_thumbprint: thumbprint, reason: sessionId ? 'renewal' : 'initial' };
    const headers = { origin: portal.url, 'content-type': 'application/json' };
    const minted = await documentOf(
      codes,
      await fetch(codes, { method: 'POST', headers, body: JSON.stringify(asked) }),
    );
    if (!isChallengeCodeResponse(minted)) throw new Error('The portal answered no code.');
    const url = issuer.url + PATHS.token;
    const exchange = async (): Promise<Response> => {
      const dpop = await prove('POST', url, { at: Date.now() + aheadMs });
      const form = {
        grant_type: CHALLENGE_CODE_GRANT_TYPE,
        client_id: issuer.clientId,
        challenge_code: minted.challenge_code,
        embedder_origin: portal.url,
        ...(sessionId !== undefined && { session_id: sessionId }),
      };
      const headers = { origin, dpop };
      return fetch(url, { method: 'POST', headers, body: new URLSearchParams(form) });
    };
    let answer = await exchange();
    if (answer.status === 400 && /"invalid_dpop_proof"/.test(await answer.clone().text())) {
      // As a browser: a refused proof uses no code up, and the answer says what time it is there.
      aheadMs = Date.parse(answer.headers.get('date') ?? '') - Date.now() || 0;
      answer = await exchange();
    }
    const granted = await documentOf(url, answer);
    if (!isTokenResponse(granted)) throw new Error('The auth service answered no token.');
    return granted;
  }

  let token = await authenticate();
  async function headers(method: string, url: string): Promise<Record<string, string>> {
    const { access_token } = token;
    return {
      authorization: `DPoP ${access_token}`,
      dpop: await prove(method, url, { token: access_token }),
    };
  }
  return {
    get token() {
      return token;
    },
    headers,
    async fetch(url, init = {}) {
      const authorized = new Headers(init.headers);
      const added = await headers(init.method ?? 'GET', url);
      for (const [name, value] of Object.entries(added)) authorized.set(name, value);
      return fetch(url, { ...init, headers: authorized });
    },
    async renew() {
      token = await authenticate(token.session_id);
    },
  };
}

async function documentOf(url: string, response: Response): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}
