import { hash } from 'node:crypto';

/** What the standard flows leave behind between two requests, by the engine's own names; notices are ours. */
export type ArtifactKind =
  | 'AccessToken'
  | 'AuthorizationCode'
  | 'ClientCredentials'
  | 'DeviceCode'
  | 'Grant'
  | 'Interaction'
  | 'LogoutNotice'
  | 'PushedAuthorizationRequest'
  | 'RefreshToken'
  | 'Session';

/** Kinds that are tokens: what introspection and revocation know. */
export const TOKEN_KINDS = ['AccessToken', 'ClientCredentials', 'RefreshToken'] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

/** One code, token, grant or session. The value that its holder presents is kept nowhere. */
export interface OAuthArtifact {
  kind: ArtifactKind;
  /** See {@link artifactKey}. */
  key: string;
  clientId: string | undefined;
  userId: string | undefined;
  /** Key of the grant from which it was issued. */
  grantKey: string | undefined;
  /** Hash of a session's other name. */
  uid: string | undefined;
  /** Hash of what a user types. */
  userCode: string | undefined;
  /** JSON, without the value itself. */
  payload: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  /** When it was used, of kinds that are used once. */
  consumedAt: number | undefined;
}

/** SHA-256 of a presented value, base64url: what the database holds of it. */
export function artifactKey(value: string): string {
  return hash('sha256', value, 'base64url');
}
