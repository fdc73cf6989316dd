import type { ErrorBody } from './error-code.ts';
import type { LockedParameters } from './locked-parameters.ts';

/** Body of `POST {issuer}/embed/challenge-codes`. Unknown fields are refused. */
export interface ChallengeCodeRequest {
  /** The portal page's origin; one of the client's allowed origins, compared exactly. */
  origin: string;
  /** RFC 7638 SHA-256 thumbprint of the frame's public key: binds the code to that key. */
  key_thumbprint?: string | undefined;
  /** Required for a client with a dynamic user, refused for one with a static user. */
  user?: { email: string } | undefined;
  /** Optional where only one dashboard application is configured. */
  audience?: string | undefined;
  parameters?: LockedParameters | undefined;
  /** `private_key_jwt` only (RFC 7523 §2.2): `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`. */
  client_assertion_type?: string | undefined;
  client_assertion?: string | undefined;
}

/** 201 answer of the mint, and the 200 answer that the portal backend passes to its page. */
export interface ChallengeCodeResponse {
  /** `csm_cc_…`, single use. */
  challenge_code: string;
  /** Seconds from receipt. */
  expires_in: number;
}

/** Why a frame asks its host for a challenge code. */
export const CHALLENGE_CODE_REASONS = ['initial', 'renewal', 'recovery'] as const;
export type ChallengeCodeReason = (typeof CHALLENGE_CODE_REASONS)[number];

/** What the host page posts to the portal backend. */
export interface PortalChallengeCodeRequest {
  /** RFC 7638 SHA-256 thumbprint: 43 base64url characters. */
  key_thumbprint: string;
  reason: ChallengeCodeReason;
  /** How often the frame has asked in a row without success, from 1; for the portal's logs. */
  attempt?: number | undefined;
}

/** No page has more frames that ask at the same moment; what is more waits for the next request. */
export const PORTAL_BATCH_MAX = 50;

/** What the host page posts to the portal backend where several of its frames ask at the same moment. */
export interface PortalBatchRequest {
  /** 1 to {@link PORTAL_BATCH_MAX}. */
  requests: PortalChallengeCodeRequest[];
}

/** What came of one request of a batch: what its own answer would have been, with its HTTP status. */
export type PortalBatchItem =
  | ({ status: 200 } & ChallengeCodeResponse)
  | ({
      status: number;
      /** Seconds, in place of the header `Retry-After`. */
      retry_after?: number | undefined;
    } & ErrorBody);

/** 200 answer to a batch, in the order of its requests. */
export interface PortalBatchResponse {
  responses: PortalBatchItem[];
}

/** Whether a parsed body is a challenge-code answer. */
export function isChallengeCodeResponse(value: unknown): value is ChallengeCodeResponse {
  if (typeof value !== 'object' || value === null) return false;
  const body = value as Partial<Record<keyof ChallengeCodeResponse, unknown>>;
  return (
    typeof body.challenge_code === 'string' &&
    body.challenge_code !== '' &&
    typeof body.expires_in === 'number' &&
    Number.isFinite(body.expires_in)
  );
}
