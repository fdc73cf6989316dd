import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  calculateJwkThumbprint,
  decodeProtectedHeader,
  EmbeddedJWK,
  generateKeyPair,
  jwtVerify,
  SignJWT,
} from 'jose';
import { listen, type Server } from './listen.ts';

export interface IssuedCode {
  user: string;
  thumbprint: string;
  origin: string;
  isUsed: boolean;
}

/** What a test may turn while the frame runs. */
export interface IssuerControls {
  allowedOrigins: string[];
  /** Origins of dashboards that may exchange. */
  dashboardOrigins: string[];
  expiresIn: number;
  renewIn: number;
  /** Answers every exchange with this refusal. */
  refusal: { status: number; error: string; headers?: Record<string, string> } | undefined;
  /** Never answers. */
  isMute: boolean;
  parameters: Record<string, string>;
}

export interface TestIssuer extends Server, IssuerControls {
  url: string;
  exchanges: { sessionId: string | undefined; error?: string }[];
  mint(user: string, thumbprint: string, origin: string): string;
  /** Verifies a resource request as a dashboard API would; answers an error or the subject. */
  authorize(request: IncomingMessage, url: string): Promise<{ error: string } | { user: string }>;
  /** Refuses all tokens given so far. */
  revokeTokens(): void;
}

const PROOF_TOLERANCE_S = 60;

/** A small auth service that speaks sections 1, 3 and 4 of the protocol and checks every proof. */
export async function startTestIssuer(): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const codes = new Map<string, IssuedCode>();
  const proofs = new Set<string>();
  const server = await listen((request, response) => {
    handle(request, response).catch((error) => response.destroy(error));
  }, '127.0.0.1');
  let generation = 0;
  const url = `http://localhost:${server.port}`;
  const issuer: TestIssuer = {
    ...server,
    url,
    allowedOrigins: [],
    dashboardOrigins: [],
    expiresIn: 60,
    renewIn: 40,
    refusal: undefined,
    isMute: false,
    parameters: {},
    exchanges: [],
    mint(user, thumbprint, origin) {
      const code = `csm_cc_${randomUUID()}`;
      codes.set(code, { user, thumbprint, origin, isUsed: false });
      return code;
    },
    authorize,
    revokeTokens() {
      generation += 1;
    },
  };

  async function checkProof(
    request: IncomingMessage,
    htu: string,
    ath?: string,
  ): Promise<{ thumbprint: string } | undefined> {
    try {
      const proof = String(request.headers.dpop);
      const { payload } = await jwtVerify(proof, EmbeddedJWK, {
        typ: 'dpop+jwt',
        algorithms: ['ES256'],
        // The age is checked below, in both directions.
        currentDate: new Date(0),
      });
      const age = Math.abs(Date.now() / 1000 - Number(payload.iat));
      const jti = String(payload.jti);
      if (payload.htm !== request.method || payload.htu !== htu || payload.ath !== ath) return;
      if (age > PROOF_TOLERANCE_S || proofs.has(jti)) return;
      proofs.add(jti);
      const { jwk } = decodeProtectedHeader(proof);
      if (jwk === undefined || 'd' in jwk) return;
      return { thumbprint: await calculateJwkThumbprint(jwk) };
    } catch {
      return;
    }
  }

  async function authorize(
    request: IncomingMessage,
    htu: string,
  ): Promise<{ error: string } | { user: string }> {
    const token = /^DPoP (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const ath = createHash('sha256').update(token).digest('base64url');
    const proof = await checkProof(request, htu, ath);
    if (proof === undefined) return { error: 'invalid_dpop_proof' };
    try {
      const { payload } = await jwtVerify(token, publicKey, { issuer: url, typ: 'at+jwt' });
      const { jkt } = payload.cnf as { jkt: string };
      const isCurrent = payload.generation === generation && jkt === proof.thumbprint;
      return isCurrent ? { user: String(payload.sub) } : { error: 'invalid_token' };
    } catch {
      return { error: 'invalid_token' };
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', url);
    const origin = request.headers.origin ?? '';
    if (issuer.dashboardOrigins.includes(origin)) {
      response.setHeader('access-control-allow-origin', origin);
      response.setHeader('access-control-allow-headers', 'dpop');
      response.setHeader('access-control-expose-headers', 'date, retry-after');
    }
    const json = (status: number, body: unknown): void => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'cache-control': 'no-store',
      });
      response.end(JSON.stringify(body));
    };
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    if (pathname === '/embed/frame-policy') {
      json(200, { client_id: 'client-1', allowed_origins: issuer.allowedOrigins });
      return;
    }
    if (pathname !== '/embed/token') {
      json(404, { error: 'not_found', error_description: pathname });
      return;
    }
    if (issuer.isMute) return;
    const { status, body } = await exchange(request, origin);
    issuer.exchanges.push({
      sessionId: 'session_id' in body ? String(body.session_id) : undefined,
      ...('error' in body && { error: String(body.error) }),
    });
    for (const [name, value] of Object.entries(issuer.refusal?.headers ?? {})) {
      response.setHeader(name, value);
    }
    json(status, body);
  }

  async function exchange(
    request: IncomingMessage,
    origin: string,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const refuse = (status: number, error: string) => ({
      status,
      body: { error, error_description: `The test issuer refused: ${error}.` },
    });
    const form = new URLSearchParams(await readText(request));
    if (issuer.refusal) return refuse(issuer.refusal.status, issuer.refusal.error);
    if (!issuer.dashboardOrigins.includes(origin)) return refuse(403, 'origin_not_allowed');
    const proof = await checkProof(request, `${url}/embed/token`);
    if (proof === undefined) return refuse(400, 'invalid_dpop_proof');
    const code = codes.get(form.get('challenge_code') ?? '');
    if (
      code === undefined ||
      code.isUsed ||
      code.thumbprint !== proof.thumbprint ||
      code.origin !== form.get('embedder_origin')
    ) {
      return refuse(400, 'invalid_grant');
    }
    code.isUsed = true;
    const sid = form.get('session_id') ?? randomUUID();
    const { user } = code;
    const permissions = ['read:dashboards'];
    const token = await new SignJWT({
      generation,
      cnf: { jkt: proof.thumbprint },
      sid,
      permissions,
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' })
      .setIssuer(url)
      .setSubject(user)
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + Math.ceil(issuer.expiresIn))
      .setJti(randomUUID())
      .sign(privateKey);
    return {
      status: 200,
      body: {
        access_token: token,
        token_type: 'DPoP',
        expires_in: issuer.expiresIn,
        renew_in: issuer.renewIn,
        session_id: sid,
        user: { id: user, email: `${user}@example.com`, name: user },
        team: { id: 'team-1', name: 'Team' },
        permissions,
        parameters: issuer.parameters,
      },
    };
  }
  return issuer;
}

export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
