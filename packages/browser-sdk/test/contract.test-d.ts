/**
 * The public types say what the wire says, without importing it: checked by the compiler, since customers
 * do not have the contract installed.
 */
import type {
  LockedParameters as ContractParameters,
  PortalChallengeCodeRequest,
  TokenResponse,
  WireErrorCode,
} from '@casement/server-sdk/contract';
import type { LockedParameters, SessionTeam, SessionUser } from '../src/frame/index.ts';
import type { ChallengeCodeReason, ChallengeCodeRequest } from '../src/host/index.ts';
import type { RefusalCode } from '../src/refusal-codes.ts';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

export const refusals: Same<RefusalCode, WireErrorCode> = true;
export const reasons: Same<ChallengeCodeReason, PortalChallengeCodeRequest['reason']> = true;
export const parameters: Same<LockedParameters, Readonly<ContractParameters>> = true;
export const user: Same<SessionUser, Readonly<TokenResponse['user']>> = true;
export const team: Same<SessionTeam, Readonly<TokenResponse['team']>> = true;

type Body = ReturnType<ChallengeCodeRequest['toJSON']>;
export const body = (request: Body): PortalChallengeCodeRequest => request;
