import { PATHS } from '@casement/server-sdk/contract';
import type { Express } from 'express';
import type { Logger } from 'pino';
import { administration } from './administration.ts';
import { createApp } from './app.ts';
import type { Config } from './config/config.ts';
import { networksOf } from './config/outbound-networks.ts';
import type { RefusalLog } from './domain/audit/refusal-log.ts';
import type { Clock } from './domain/clock.ts';
import { dashboardApplications } from './domain/dashboard-application.ts';
import { createLimits } from './domain/limit/limits.ts';
import type { LocateAddress } from './domain/location/locate-address.ts';
import type { SecurityEventFeed } from './domain/security-event/security-event-feed.ts';
import { signIn } from './domain/sign-in/sign-in.ts';
import type { SigningKeySet } from './domain/signing-key/signing-key-set.ts';
import type { Storage } from './domain/storage.ts';
import { accessTokenSigner } from './domain/token/access-token.ts';
import { accessTokenVerifier } from './domain/token/verify-access-token.ts';
import type { Metrics } from './http/metrics.ts';
import { formTokens } from './http/pages/form-token.ts';
import { SLOW_READER } from './http/security-events/security-event-stream.ts';
import { createEngine } from './oidc/engine.ts';
import { cookieKey, engineKeys } from './oidc/engine-keys.ts';
import { noteFailedAuthentication } from './oidc/failed-authentication.ts';
import { interactionEngine } from './oidc/interactions.ts';
import { logoutNoticeCourier } from './oidc/logout-notices.ts';
import { refusalNoter } from './oidc/refusal-noter.ts';
import { guardedFetch } from './outbound/guarded-fetch.ts';
import { memoryRateLimiter } from './storage/memory/memory-rate-limiter.ts';

export interface Parts {
  config: Config;
  locate: LocateAddress;
  issuer: string;
  storage: Storage;
  signingKeys: SigningKeySet;
  logger: Logger;
  clock: Clock;
  random: () => number;
  refusals: RefusalLog;
  metrics: Metrics;
  securityEvents: { feed: SecurityEventFeed; heartbeat: number };
  /** False once a shutdown has begun. */
  serving: () => boolean;
}

export interface Composition {
  app: Express;
  /** Delivers logout notices that wait; see `logoutNoticeCourier`. */
  deliverLogoutNotices: () => Promise<void>;
}

/** Puts the parts together; nothing here starts anything. */
export function compose(parts: Parts): Composition {
  const { config, issuer, storage, signingKeys, logger, clock, metrics } = parts;
  const { feed, heartbeat } = parts.securityEvents;
  const tokenEndpoint = issuer + PATHS.token;
  const limits = createLimits({
    amounts: config.limits,
    window: config.limitWindow,
    signInWindow: config.signInWindow,
    limiter: memoryRateLimiter,
    onRefused: (limit) => metrics.limitRefusals.inc({ limit }),
  });
  const encryptionKey = Buffer.from(config.encryptionKey, 'base64url');
  const networks = networksOf(config.outboundNetworks);
  const onRefused = refusalNoter(parts.refusals, logger);
  const engine = createEngine({
    storage,
    clock,
    limits,
    issuer,
    locate: parts.locate,
    logger,
    signingKeys: engineKeys(signingKeys),
    keySet: signingKeys,
    fetch: guardedFetch(networks),
    cookieKeys: [cookieKey(encryptionKey)],
    onAuthenticationFailed: noteFailedAuthentication(limits, onRefused),
    onRefused,
  });
  const forms = formTokens({ issuer, key: encryptionKey });
  const app = createApp({
    engine: engine.handler,
    authenticate: (attempt) =>
      signIn({ storage, clock, limits, refusals: parts.refusals }, attempt),
    interactions: interactionEngine({
      storage,
      clock,
      provider: engine.provider,
      browserOf: forms.browserOf,
    }),
    forms,
    locate: parts.locate,
    useCases: administration(storage, clock, { encryptionKey, networks }).as,
    encryptionKey,
    storage,
    clock,
    issuer,
    tokenEndpoint,
    audiences: [issuer, issuer + PATHS.challengeCodes],
    signingKeys,
    signAccessToken: accessTokenSigner(signingKeys),
    verifyAccessToken: accessTokenVerifier(issuer, signingKeys),
    renewalWindow: { min: config.renewMin, max: config.renewMax },
    random: parts.random,
    dashboards: dashboardApplications(
      config.dashboards.map(({ audience, origin, client_id, client_secret }) => ({
        audience,
        origin,
        clientId: client_id,
        clientSecret: client_secret,
      })),
    ),
    metrics,
    limits,
    registration: config.dynamicRegistration,
    refusals: parts.refusals,
    eventStream: {
      slow: SLOW_READER,
      feed,
      heartbeat,
      onCutOff: () => metrics.slowReaders.inc(),
    },
    onReuse: () => metrics.reuses.inc(),
    logger,
    trustProxy: config.trustProxy,
    ready: () => (parts.serving() ? answers(storage) : Promise.resolve(false)),
  });
  return {
    app,
    deliverLogoutNotices: logoutNoticeCourier({
      ...{ storage, clock, logger },
      provider: engine.provider,
    }),
  };
}

async function answers(storage: Storage): Promise<boolean> {
  try {
    await storage.ping();
    return true;
  } catch {
    return false;
  }
}
