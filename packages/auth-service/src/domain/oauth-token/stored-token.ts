import { toSeconds } from '../clock.ts';
import { artifactKey, type OAuthArtifact, TOKEN_KINDS } from '../oauth-artifact/oauth-artifact.ts';
import type { Stores } from '../storage.ts';

/** A token of the standard flows, as far as it is known by itself. */
export interface StoredToken {
  artifact: OAuthArtifact & { clientId: string };
  /** As granted, separated by spaces. */
  scope: string;
  /** Seconds since the epoch. */
  issuedAt: number;
  expiresAt: number;
  /** RFC 7638 thumbprint of the key to which it is bound (RFC 9449). */
  keyThumbprint: string | undefined;
  /** How it came about, in the engine's words; see `grantBehind`. */
  gty: string;
}

/** Values are far shorter; what a stranger sends may not be. */
const VALUE_MAX = 256;

/**
 * Finds a token by its value.
 *
 * @returns `undefined` for an unknown one, an expired or used one, and one of a client that is not active
 */
export async function findStoredToken(
  { oauthArtifacts }: Pick<Stores, 'oauthArtifacts'>,
  value: string,
  now: number,
): Promise<StoredToken | undefined> {
  if (value.length > VALUE_MAX) return undefined;
  const artifact = await oauthArtifacts.findAny(TOKEN_KINDS, artifactKey(value));
  if (!artifact || artifact.expiresAt <= now || artifact.consumedAt !== undefined) return undefined;
  const { clientId } = artifact;
  if (clientId === undefined) return undefined;
  // Written by the engine's adapter.
  const { scope, iat, jkt, gty } = JSON.parse(artifact.payload) as Record<string, unknown>;
  return {
    artifact: { ...artifact, clientId },
    scope: typeof scope === 'string' ? scope : '',
    issuedAt: typeof iat === 'number' ? iat : 0,
    expiresAt: toSeconds(artifact.expiresAt),
    keyThumbprint: typeof jkt === 'string' ? jkt : undefined,
    gty: typeof gty === 'string' ? gty : '',
  };
}
