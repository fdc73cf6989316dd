export type {
  AccessTokenClaims,
  FieldFault,
  LockedParameters,
  OAuthTokenIntrospection,
  WireErrorCode,
} from './contract/index.ts';
export type {
  ChallengeCode,
  CreateChallengeCodeOptions,
  EmbedClient,
  RevokedSessions,
  RevokeSessionsOptions,
} from './embed-client.ts';
export { createEmbedClient } from './embed-client.ts';
export type { EmbedClientOptions } from './embed-client-options.ts';
export {
  CasementError,
  type CasementErrorCode,
  type CasementErrorDetails,
  CLIENT_ERROR_CODES,
  type ClientErrorCode,
} from './errors.ts';
export {
  type ContentSecuritySources,
  type FrameDocumentHeaderOptions,
  frameDocumentHeaders,
} from './frame-policy/frame-document-headers.ts';
export type { SecurityEventSource } from './frame-policy/options.ts';
export type { NodeRequestLike } from './node-request.ts';
export type { ClientAssertionAlgorithm, PrivateKeyInput } from './private-key.ts';
export type { RetryPolicy } from './retry.ts';
export type { SecurityEvent } from './security-events/security-event.ts';
export type { TransportOptions, TransportTimeouts } from './transport-options.ts';
export { createSessionVerifier } from './verifier/create-session-verifier.ts';
export type { EmbeddedSession } from './verifier/embedded-session.ts';
export { oauthAccessOf, requirePermission, sessionOf } from './verifier/express-middleware.ts';
export type {
  ExpressOptions,
  NodeMiddleware,
  ResponseWithLocals,
} from './verifier/node-middleware.ts';
export type { OAuthAccess } from './verifier/oauth-access.ts';
export type { SessionVerifierOptions } from './verifier/options.ts';
export { assertPermission } from './verifier/permission.ts';
export type { VerifiableRequest } from './verifier/request-credentials.ts';
export type { RevocationSource } from './verifier/revocation-source.ts';
export type { SessionVerifier } from './verifier/session-verifier.ts';
export type { WatchEnd } from './verifier/session-watches.ts';
export type { VerifierEvents } from './verifier/verifier-events.ts';
export type { VerifierCounters, VerifierMode, VerifierStatus } from './verifier/verifier-status.ts';
