export type {
  AccessTokenClaims,
  FieldFault,
  LockedParameters,
  WireErrorCode,
} from './contract/index.ts';
export type { ChallengeCode, CreateChallengeCodeOptions, EmbedClient } from './embed-client.ts';
export { createEmbedClient } from './embed-client.ts';
export type { EmbedClientOptions } from './embed-client-options.ts';
export {
  CasementError,
  type CasementErrorCode,
  type CasementErrorDetails,
  CLIENT_ERROR_CODES,
  type ClientErrorCode,
} from './errors.ts';
export type { ClientAssertionAlgorithm, PrivateKeyInput } from './private-key.ts';
export type { RetryPolicy } from './retry.ts';
export type { TransportOptions, TransportTimeouts } from './transport-options.ts';
