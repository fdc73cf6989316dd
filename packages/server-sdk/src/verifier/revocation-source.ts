import type { AccessTokenClaims } from '../contract/index.ts';

/**
 * Where a verifier learns that a token must be refused before its time. Asked on every request, with
 * a token that is otherwise good.
 */
export interface RevocationSource {
  /** @returns whether to refuse; a rejection is answered with 503, as nothing is known then */
  isRevoked(claims: Readonly<AccessTokenClaims>): boolean | Promise<boolean>;
  /** Called by the verifier's `close()`. */
  close?(): Promise<void>;
}
