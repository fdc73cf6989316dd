import type { UsedJtiRow } from './client-credential-tables.ts';

/** From a challenge code to the session of a frame. */
export interface EmbeddedSessionTables {
  challenge_codes: ChallengeCodeRow;
  embedded_sessions: EmbeddedSessionRow;
  used_proofs: UsedJtiRow;
}

export interface ChallengeCodeRow {
  id: string;
  client_id: string;
  user_id: string;
  embedder_origin: string;
  audience: string;
  key_thumbprint: string | null;
  parameters: string;
  created_at: number;
  expires_at: number;
  consumed_at: number | null;
}

export interface EmbeddedSessionRow {
  id: string;
  client_id: string;
  user_id: string;
  team_id: string;
  embedder_origin: string;
  audience: string;
  key_thumbprint: string;
  created_at: number;
  last_renewed_at: number;
  renewals: number;
  expires_at: number;
  user_agent: string | null;
  address: string | null;
  revoked_at: number | null;
  revoked_reason: string | null;
  /** `iat` of its newest token, in seconds. */
  token_issued_at: number;
}
