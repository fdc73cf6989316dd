/** For Express 4 and 5. */
export { frameDocumentHeaders } from '../frame-policy/frame-document-headers.ts';
export type { FrameAncestorsOptions, SecurityEventSource } from '../frame-policy/options.ts';
export type { ChallengeCodeHandlerOptions } from '../portal-challenge-code.ts';
export { createSessionVerifier } from '../verifier/create-session-verifier.ts';
export { requirePermission, sessionOf } from '../verifier/express-middleware.ts';
export { challengeCodeHandler } from './challenge-code-handler.ts';
export { type FrameAncestorsMiddleware, frameAncestors } from './frame-ancestors.ts';
