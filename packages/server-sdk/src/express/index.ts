/** For Express 4 and 5. */
export type { ChallengeCodeHandlerOptions } from '../portal-challenge-code.ts';
export { challengeCodeHandler } from './challenge-code-handler.ts';
