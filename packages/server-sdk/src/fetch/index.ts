/** For servers that speak web-standard `Request` and `Response`. */
export { frameDocumentHeaders } from '../frame-policy/frame-document-headers.ts';
export type { FrameAncestorsOptions, SecurityEventSource } from '../frame-policy/options.ts';
export type { ChallengeCodeHandlerOptions } from '../portal-challenge-code.ts';
export { createSessionVerifier } from '../verifier/create-session-verifier.ts';
export { assertPermission } from '../verifier/permission.ts';
export { challengeCodeHandler } from './challenge-code-handler.ts';
export { type FrameAncestorsFilter, frameAncestors } from './frame-ancestors.ts';
export { refusalResponse } from './refusal-response.ts';
