/** An embedded session of the load's own: a token, and requests with a fresh proof each. */
import { createHash, randomUUID } from 'node:crypto';
import { createEmbedClient, type NodeRequestLike } from '@casement/server-sdk';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Service } from './frame.ts';

export interface FrameSession {
  token: string;
  /** Requests to the dashboard's API that were never seen before. */
  requests(amount: number): Promise<NodeRequestLike[]>;
}

export async function startFrameSession(service: Service): Promise<FrameSession> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  const prove = (claims: Record<string, unknown>) =>
    new SignJWT({ jti: randomUUID(), ...claims })
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk })
      .setIssuedAt()
      .sign(privateKey);

  const embed = createEmbedClient({
    issuer: service.url,
    clientId: service.client_id,
    clientSecret: service.client_secret,
  });
  const { challengeCode } = await embed.createChallengeCode({
    origin: service.portal_origin,
    keyThumbprint: await calculateJwkThumbprint(jwk),
    user: { email: service.user },
    parameters: { tenant: 'northwind', region: 'eu' },
  });
  await embed.close();
  const url = `${service.url}/embed/token`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { origin: service.dashboard_origin, dpop: await prove({ htm: 'POST', htu: url }) },
    body: new URLSearchParams({
      grant_type: 'urn:casement:oauth:grant-type:challenge-code',
      client_id: service.client_id,
      challenge_code: challengeCode,
      embedder_origin: service.portal_origin,
    }),
  });
  if (!response.ok) throw new Error(`exchange: ${response.status} ${await response.text()}`);
  const { access_token: token } = (await response.json()) as { access_token: string };

  const ath = createHash('sha256').update(token).digest('base64url');
  const htu = `${service.dashboard_origin}/api/series`;
  const request = async (): Promise<NodeRequestLike> => ({
    method: 'GET',
    url: '/api/series',
    headers: {
      authorization: received(`DPoP ${token}`),
      dpop: received(await prove({ htm: 'GET', htu, ath })),
    },
  });
  return {
    token,
    requests: (amount) => Promise.all(Array.from({ length: amount }, request)),
  };
}

/** A header field as an HTTP server has it, decoded from bytes: not a rope of the parts it was joined of. */
function received(field: string): string {
  return Buffer.from(field, 'latin1').toString('latin1');
}
