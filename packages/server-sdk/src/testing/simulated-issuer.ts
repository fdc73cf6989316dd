import type { IncomingMessage } from 'node:http';
import { basicAuthorization } from '../client-authentication.ts';
import { type AccessTokenClaims, PATHS } from '../contract/index.ts';
import { introspect } from './introspection-endpoint.ts';
import { IssuerMemory } from './issuer-memory.ts';
import { defaultSettings, type IssuerSettings } from './issuer-settings.ts';
import { mintCode } from './mint-endpoint.ts';
import { proofThumbprint } from './proof-of-possession.ts';
import { createSecurityEventLog } from './security-event-log.ts';
import { refusal } from './simulated-refusal.ts';
import {
  type Answer,
  type SimulatedServer,
  type SimulatedServerOptions,
  startSimulatedServer,
} from './simulated-server.ts';
import { exchangeCode } from './token-endpoint.ts';
import { createTokenSigner } from './token-signer.ts';

/** The endpoints of the auth service, as the contract's `PATHS` calls them. */
const ENDPOINTS = [
  'metadata',
  'jwks',
  'framePolicy',
  'challengeCodes',
  'token',
  'introspection',
  'securityEvents',
] as const satisfies (keyof typeof PATHS)[];

export type IssuerEndpoint = (typeof ENDPOINTS)[number];

export interface SimulatedIssuer extends SimulatedServer<IssuerEndpoint>, IssuerSettings {
  /** Mints and exchanges are refused with `client_disabled`, tokens are revoked. */
  disableClient(): void;
  enableClient(): void;
  /** Codes that are on their way arrive expired. */
  expireCodes(): void;
  /** Revokes every token handed out so far; sessions go on with their next one. */
  revokeTokens(): void;
  /** Ends a session; its next exchange is refused with `session_revoked`. */
  revokeSession(sessionId: string): void;
  /** Signs with a new key from now on, and no longer lists the old one. */
  rotateKeys(): Promise<void>;
  /** Whether that token was revoked: a `revocation` source for `createSessionVerifier`. */
  isRevoked(claims: Readonly<AccessTokenClaims>): boolean;
}

/**
 * An auth service for tests: a real HTTP server that mints codes, checks proofs and issues real tokens,
 * and fails as it is told. Settings may be changed on the object at any time.
 */
export async function startSimulatedIssuer(
  options: SimulatedServerOptions & Partial<IssuerSettings> = {},
): Promise<SimulatedIssuer> {
  const { port, hostname, ...given } = options;
  const settings = defaultSettings(given);
  const memory = new IssuerMemory();
  const signer = await createTokenSigner();
  const now = (): number => Date.now() + settings.clockOffsetMs;
  const events = createSecurityEventLog(now);
  let isClientEnabled = true;

  const isRevoked = ({ jti, sid, client_id }: AccessTokenClaims): boolean =>
    memory.isRevoked(jti, sid) || !(isClientEnabled && client_id === settings.clientId);
  const isEmbeddedClient = ({ headers }: IncomingMessage): boolean =>
    headers.authorization === basicAuthorization(settings.clientId, settings.clientSecret);
  const isDashboard = ({ headers }: IncomingMessage): boolean =>
    settings.dashboards.some(
      ({ clientId = '', clientSecret = '' }) =>
        clientId !== '' && headers.authorization === basicAuthorization(clientId, clientSecret),
    );

  async function answer(
    endpoint: IssuerEndpoint,
    incoming: IncomingMessage,
    body: string,
  ): Promise<Answer> {
    switch (endpoint) {
      case 'metadata':
        return {
          status: 200,
          body: { issuer: server.url, jwks_uri: server.url + PATHS.jwks },
        };
      case 'jwks':
        return { status: 200, body: signer.jwks() };
      case 'framePolicy': {
        const clientId = new URL(incoming.url ?? '', server.url).searchParams.get('client_id');
        const isKnown = isClientEnabled && clientId === settings.clientId;
        const origins = isKnown ? settings.allowedOrigins : [];
        return { status: 200, body: { client_id: clientId ?? '', allowed_origins: origins } };
      }
      case 'challengeCodes':
        if (!isEmbeddedClient(incoming))
          return refusal('invalid_client', 'Unknown client, or wrong secret.');
        return isClientEnabled
          ? mintCode(settings, memory, body, now())
          : refusal('client_disabled', 'The client is paused.');
      case 'token':
        return exchangeCode({
          issuer: server.url,
          settings,
          memory,
          signer,
          now: now(),
          origin: incoming.headers.origin,
          isClientEnabled,
          thumbprint: await proofThumbprint(incoming, server.url + PATHS.token, now(), (id) =>
            memory.isFreshProof(id),
          ),
          form: new URLSearchParams(body),
        });
      default:
        return isDashboard(incoming)
          ? introspect(body, memory, now(), isRevoked)
          : refusal('invalid_client', 'Unknown dashboard, or wrong secret.');
    }
  }

  const server = await startSimulatedServer<IssuerEndpoint>(
    { port, hostname },
    {
      endpoints: ENDPOINTS,
      endpointOf: (_method, pathname) => ENDPOINTS.find((name) => PATHS[name] === pathname),
      prepare({ method, headers: { origin = '' } }, outgoing) {
        outgoing.setHeader('date', new Date(now()).toUTCString());
        if (settings.dashboards.some((dashboard) => dashboard.origin === origin)) {
          outgoing.setHeader('access-control-allow-origin', origin);
          outgoing.setHeader('access-control-allow-headers', 'dpop');
          outgoing.setHeader('access-control-expose-headers', 'date, retry-after');
        }
        if (method === 'OPTIONS') outgoing.writeHead(204).end();
        return method === 'OPTIONS';
      },
      async answer(endpoint, incoming, body, outgoing) {
        if (endpoint !== 'securityEvents' || !isDashboard(incoming))
          return answer(endpoint, incoming, body);
        events.stream(incoming, outgoing);
        return undefined;
      },
      otherwise: (_incoming, outgoing) => {
        outgoing.writeHead(404, { 'content-type': 'application/json' });
        outgoing.end(JSON.stringify(refusal('not_found', 'Not simulated.').body));
      },
    },
  );

  const issuer: SimulatedIssuer = Object.assign(settings, server, {
    disableClient() {
      isClientEnabled = false;
      events.publish('client.disabled', { client_id: settings.clientId });
    },
    enableClient() {
      isClientEnabled = true;
    },
    expireCodes: () => memory.expireCodes(),
    revokeTokens() {
      for (const jti of memory.tokens.keys()) {
        if (memory.isRevoked(jti)) continue;
        memory.revoke(jti);
        events.publish('token.revoked', { jti });
      }
    },
    revokeSession(sessionId: string) {
      memory.revoke(sessionId);
      events.publish('session.revoked', { session_id: sessionId });
    },
    async rotateKeys() {
      await signer.rotate();
      events.publish('keys.rotated', {});
    },
    isRevoked,
  });
  return issuer;
}
