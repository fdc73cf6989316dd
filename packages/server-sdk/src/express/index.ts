/** For Express 4 and 5. */
export type { FrameAncestorsOptions } from '../frame-policy/options.ts';
export type { ChallengeCodeHandlerOptions } from '../portal-challenge-code.ts';
export { challengeCodeHandler } from './challenge-code-handler.ts';
export { type FrameAncestorsMiddleware, frameAncestors } from './frame-ancestors.ts';
