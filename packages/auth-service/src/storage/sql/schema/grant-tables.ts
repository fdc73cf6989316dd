import type { ArtifactKind } from '../../../domain/oauth-artifact/oauth-artifact.ts';

/** The standard flows: where users are signed in, and what they allowed to whom. */
export interface GrantTables {
  browser_sessions: BrowserSessionRow;
  oauth_artifacts: OAuthArtifactRow;
  device_polls: DevicePollRow;
  grant_teams: GrantTeamRow;
  all_team_grants: AllTeamGrantRow;
}

export interface BrowserSessionRow {
  id: string;
  key: string;
  user_id: string;
  user_agent: string | null;
  address: string | null;
  created_at: number;
  last_active_at: number;
  expires_at: number;
  revoked_at: number | null;
}

/** Keyed by the hash of what its holder presents, and by its kind. */
export interface OAuthArtifactRow {
  key: string;
  kind: ArtifactKind;
  client_id: string | null;
  user_id: string | null;
  grant_key: string | null;
  uid: string | null;
  user_code: string | null;
  payload: string;
  expires_at: number;
  consumed_at: number | null;
}

/** Keyed by the hash of the device code. */
export interface DevicePollRow {
  key: string;
  polled_at: number;
  /** Milliseconds until the next poll is in time. */
  wait: number;
  /** 1 when the newest poll was not in time. */
  too_soon: number;
  expires_at: number;
}

/** A team that was chosen at consent; its grant is an artifact. */
export interface GrantTeamRow {
  grant_key: string;
  grant_kind: 'Grant';
  team_id: string;
}

/** A grant for all teams, those to come too; it has no rows among the single ones. */
export type AllTeamGrantRow = Omit<GrantTeamRow, 'team_id'>;
