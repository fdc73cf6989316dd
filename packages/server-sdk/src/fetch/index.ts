/** For servers that speak web-standard `Request` and `Response`. */
export type { ChallengeCodeHandlerOptions } from '../portal-challenge-code.ts';
export { challengeCodeHandler } from './challenge-code-handler.ts';
