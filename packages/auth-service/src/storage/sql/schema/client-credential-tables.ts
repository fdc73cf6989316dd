import type { ClientAssertionAlgorithm } from '../../../domain/client/client-public-key.ts';
import type { AccessPreset } from '../../../domain/client/oauth-client.ts';
import type { ExpiryMailState } from '../../../domain/expiry-mail/expiry-mail-store.ts';

/** What clients prove themselves with, and what makes and manages clients that register themselves. */
export interface ClientCredentialTables {
  client_secrets: ClientSecretRow;
  expiry_mails: ExpiryMailRow;
  client_public_keys: ClientPublicKeyRow;
  used_assertions: UsedJtiRow;
  initial_access_tokens: InitialAccessTokenRow;
  registration_access_tokens: RegistrationAccessTokenRow;
}

export interface ClientSecretRow {
  id: string;
  client_id: string;
  name: string;
  hash: string;
  prefix: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
  /** Set where a rotation decided when it ends: nobody is to be warned of that. */
  superseded_at: number | null;
  /** The last stage of which every mail is settled: it and those before are never looked at again. */
  mailed_stage: number | null;
}

/** One mail: a secret's stage to one user. */
export interface ExpiryMailRow {
  secret_id: string;
  stage: number;
  recipient_id: string;
  state: ExpiryMailState;
  /** Whoever holds it may settle the row. */
  claim: string;
  /** While it is claimed: until when; afterwards anybody may claim it. */
  available_at: number;
  attempts: number;
  settled_at: number | null;
}

export interface ClientPublicKeyRow {
  id: string;
  client_id: string;
  kid: string;
  algorithm: ClientAssertionAlgorithm;
  jwk: string;
  created_at: number;
  revoked_at: number | null;
}

/** Both kinds of used `jti`: of DPoP proofs, and of client assertions. */
export interface UsedJtiRow {
  /** Hash over owner and `jti`. */
  id: string;
  expires_at: number;
}

export interface InitialAccessTokenRow {
  id: string;
  hash: string;
  name: string;
  access_preset: AccessPreset;
  created_at: number;
  expires_at: number;
  revoked_at: number | null;
  last_used_at: number | null;
}

export interface RegistrationAccessTokenRow {
  client_id: string;
  hash: string;
}
