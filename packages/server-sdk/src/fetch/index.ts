/** For servers that speak web-standard `Request` and `Response`. */
export type { FrameAncestorsOptions } from '../frame-policy/options.ts';
export type { ChallengeCodeHandlerOptions } from '../portal-challenge-code.ts';
export { challengeCodeHandler } from './challenge-code-handler.ts';
export { type FrameAncestorsFilter, frameAncestors } from './frame-ancestors.ts';
