import type { LockedParameters } from '@casement/server-sdk/contract';

/** Single-use ticket with which a frame gets its token; stored only as a hash. */
export interface ChallengeCode {
  /** SHA-256 of the code, base64url. */
  hash: string;
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
