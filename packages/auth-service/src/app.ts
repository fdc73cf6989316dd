import { PATHS } from '@casement/server-sdk/contract';
import express, { type Express, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { RefusalLog } from './domain/audit/refusal-log.ts';
import type { AuthenticationDependencies } from './domain/client/client-authentication.ts';
import type { SigningKeySet } from './domain/signing-key/signing-key-set.ts';
import type { IntrospectionDependencies } from './domain/token/introspect-token.ts';
import { type AdminApiDependencies, adminApi } from './http/admin/admin-api.ts';
import { mintHandler } from './http/embed/challenge-codes.ts';
import { framePolicyHandler } from './http/embed/frame-policy.ts';
import { sessionRevocationHandler } from './http/embed/session-revocation.ts';
import { type TokenHandlerDependencies, tokenHandler } from './http/embed/token.ts';
import { errorHandler } from './http/error-handler.ts';
import { liveHandler, readyHandler } from './http/health.ts';
import type { InteractionEngine } from './http/interaction/interaction-engine.ts';
import type { Authenticate } from './http/interaction/interaction-turn.ts';
import { mountAuthorization } from './http/interaction/mount-authorization.ts';
import { mountDevice } from './http/interaction/mount-device.ts';
import { mountLogout } from './http/interaction/mount-logout.ts';
import { jwksHandler, metadataHandler } from './http/metadata.ts';
import { metricsHandler } from './http/metrics-endpoint.ts';
import { auditRefusals } from './http/middleware/audit-refusals.ts';
import { dashboardCors } from './http/middleware/dashboard-cors.ts';
import { endpoint, notFound } from './http/middleware/endpoint.ts';
import { checkSemantics } from './http/middleware/http-semantics.ts';
import { limitAddress } from './http/middleware/limit-address.ts';
import { registeredCors } from './http/middleware/registered-cors.ts';
import { requestLog } from './http/middleware/request-log.ts';
import { requestMetrics } from './http/middleware/request-metrics.ts';
import { introspectionHandler } from './http/oauth2/introspect.ts';
import { mountRegistration, type RegistrationDependencies } from './http/oauth2/registration.ts';
import { tokenRevocationHandler } from './http/oauth2/revoke.ts';
import { tokenGate } from './http/oauth2/token.ts';
import { ICON_PATH, iconHandler } from './http/pages/brand.ts';
import type { FormTokens } from './http/pages/form-token.ts';
import { STYLE_PATH, styleSheetHandler } from './http/pages/style/style-sheet.ts';
import {
  type SecurityEventsDependencies,
  securityEventsHandler,
} from './http/security-events/security-events.ts';

export interface AppDependencies
  extends TokenHandlerDependencies,
    AuthenticationDependencies,
    IntrospectionDependencies,
    SecurityEventsDependencies,
    Pick<RegistrationDependencies, 'registration'>,
    AdminApiDependencies {
  /** The standard flows' endpoints, but for revocation and introspection. */
  engine: RequestHandler;
  interactions: InteractionEngine;
  authenticate: Authenticate;
  /** Guards the forms of pages against other sites. */
  forms: FormTokens;
  refusals: RefusalLog;
  logger: Logger;
  signingKeys: SigningKeySet;
  trustProxy: false | number | string[];
  ready: () => Promise<boolean>;
}

/** The HTTP application; it never listens. */
export function createApp(deps: AppDependencies): Express {
  const { dashboards, issuer, limits, metrics } = deps;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', deps.trustProxy);
  app.set('query parser', 'simple');
  app.set('case sensitive routing', true);
  app.set('strict routing', true);
  app.use(requestLog(deps.logger), requestMetrics(metrics), checkSemantics);

  const readCors = dashboardCors(dashboards.origins, { methods: 'GET' });
  const tokenCors = dashboardCors(dashboards.origins, {
    methods: 'POST',
    headers: 'DPoP, Content-Type',
  });
  const { clients } = deps.storage.stores;
  const documentCors = registeredCors(
    async (origin) => dashboards.origins.includes(origin) || clients.isCorsOrigin(origin),
    { methods: 'GET', documents: true },
  );
  const clientCors = registeredCors((origin) => clients.isCorsOrigin(origin), {
    methods: 'POST',
    headers: 'Authorization, Content-Type, DPoP',
  });
  const revocationsLimited = limitAddress(limits, 'revocations_per_address');
  // The most frequent first: a request is compared with one path after the other.
  endpoint(app, 'post', PATHS.challengeCodes, {
    handlers: [limitAddress(limits, 'mints_per_address'), mintHandler(deps)],
  });
  endpoint(app, 'post', PATHS.token, {
    before: [tokenCors],
    handlers: [limitAddress(limits, 'exchanges_per_address'), tokenHandler(deps)],
  });
  endpoint(app, 'post', PATHS.oauthToken, {
    before: [clientCors],
    handlers: [limitAddress(limits, 'token_requests_per_address'), tokenGate(limits), deps.engine],
  });
  endpoint(app, 'get', PATHS.framePolicy, {
    before: [readCors],
    handlers: [framePolicyHandler(deps.storage.stores)],
  });
  endpoint(app, 'post', PATHS.sessionRevocation, {
    handlers: [
      revocationsLimited,
      sessionRevocationHandler({ ...deps, audiences: [issuer, issuer + PATHS.sessionRevocation] }),
    ],
  });
  endpoint(app, 'get', PATHS.securityEvents, { handlers: [securityEventsHandler(deps)] });
  const userinfoCors = registeredCors((origin) => clients.isCorsOrigin(origin), {
    methods: 'GET, POST',
    headers: 'Authorization, Content-Type, DPoP',
  });
  mountAuthorization(app, deps, { client: clientCors, userinfo: userinfoCors });
  mountDevice(app, deps, clientCors);
  mountLogout(app, deps);
  mountRegistration(app, deps);
  endpoint(app, 'post', PATHS.tokenRevocation, {
    before: [clientCors],
    handlers: [
      revocationsLimited,
      tokenRevocationHandler({ ...deps, audiences: [issuer, issuer + PATHS.tokenRevocation] }),
    ],
  });
  endpoint(app, 'post', PATHS.introspection, {
    handlers: [
      introspectionHandler({ ...deps, audiences: [issuer, issuer + PATHS.introspection] }),
    ],
  });
  for (const path of [PATHS.metadata, PATHS.openidMetadata]) {
    endpoint(app, 'get', path, {
      before: [documentCors],
      handlers: [metadataHandler(issuer, deps.registration)],
    });
  }
  endpoint(app, 'get', PATHS.jwks, {
    before: [documentCors],
    handlers: [jwksHandler(deps.signingKeys)],
  });
  endpoint(app, 'get', STYLE_PATH, { handlers: [styleSheetHandler] });
  endpoint(app, 'get', ICON_PATH, { handlers: [iconHandler] });
  endpoint(app, 'get', '/health/live', { handlers: [liveHandler] });
  endpoint(app, 'get', '/health/ready', { handlers: [readyHandler(deps.ready)] });
  endpoint(app, 'get', '/metrics', { handlers: [metricsHandler(metrics)] });
  app.use(adminApi(deps));
  app.use(notFound);
  app.use(auditRefusals(deps.refusals, deps.logger), errorHandler(deps.logger));
  return app;
}
