/** The load's frame: its key, and the proofs and codes made before the clock starts. */
import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** What the measured auth service tells about itself. */
export interface Service {
  url: string;
  client_id: string;
  client_secret: string;
  /** Gets tokens by client credentials. */
  service_client: { client_id: string; client_secret: string };
  /** E-mail of a user whom the client may name. */
  user: string;
  portal_origin: string;
  dashboard_origin: string;
  /** Of the dashboard application, for introspection and events. */
  dashboard_client_id: string;
  dashboard_client_secret: string;
}

export interface Exchange {
  body: string;
  headers: { dpop: string };
}

export interface Frame {
  /** The body with which a portal backend mints for this frame. */
  mintBody: string;
  /** One ready exchange request for each code; every proof is signed and used once. */
  exchanges(codes: string[]): Promise<Exchange[]>;
}

export async function makeFrame(service: Service): Promise<Frame> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk: JWK = await exportJWK(publicKey);
  const thumbprint = await calculateJwkThumbprint(jwk);

  const proof = () =>
    new SignJWT({ jti: randomUUID(), htm: 'POST', htu: `${service.url}/embed/token` })
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk })
      .setIssuedAt()
      .sign(privateKey);

  const exchange = async (code: string): Promise<Exchange> => ({
    headers: { dpop: await proof() },
    body: new URLSearchParams({
      grant_type: 'urn:casement:oauth:grant-type:challenge-code',
      client_id: service.client_id,
      challenge_code: code,
      embedder_origin: service.portal_origin,
    }).toString(),
  });

  return {
    mintBody: JSON.stringify({
      origin: service.portal_origin,
      key_thumbprint: thumbprint,
      user: { email: service.user },
      parameters: { tenant: 'northwind', region: 'eu' },
    }),
    exchanges: (codes) => Promise.all(codes.map(exchange)),
  };
}
