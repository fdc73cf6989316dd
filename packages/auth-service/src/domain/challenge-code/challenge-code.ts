import type { LockedParameters } from '@casement/server-sdk/contract';
import { timePrefix } from '../identifier.ts';
import { hashCredential, newCredential } from '../opaque-credential.ts';

/** Single-use ticket with which a frame gets its token; stored only as a hash. */
export interface ChallengeCode {
  /** See {@link challengeCodeKey}. */
  key: string;
  clientId: string;
  /** The delegated user. */
  userId: string;
  /** The portal page's origin: the frame must have been embedded by exactly this one. */
  embedderOrigin: string;
  audience: string;
  /** RFC 7638 thumbprint of the frame's key; `undefined`: any key may redeem it. */
  keyThumbprint: string | undefined;
  parameters: LockedParameters;
  createdAt: number;
  expiresAt: number;
}

/** Seconds. */
export const CHALLENGE_CODE_LIFETIME = 60;

/** base64url of a SHA-256 hash. */
export const THUMBPRINT_SHAPE = /^[A-Za-z0-9_-]{43}$/;

const PREFIX = 'csm_cc_';

/** A new code: 256 random bits behind the time of minting. */
export function newChallengeCode(now: number): string {
  return newCredential(PREFIX, timePrefix(now));
}

/**
 * What a code is stored and found by: its time part and its SHA-256 hash. The time keeps codes of the
 * same moment together in the index; the hash alone would scatter every mint over all of it.
 */
export function challengeCodeKey(code: string): string {
  const time = code.slice(PREFIX.length, PREFIX.length + timePrefix(0).length);
  return `${time}.${hashCredential(code)}`;
}
