import type { ClientType, UserMode } from '../../../domain/client/client.ts';
import type { ClientStatus } from '../../../domain/client/client-base.ts';
import type {
  AccessPreset,
  ClientRole,
  TeamSelection,
} from '../../../domain/client/oauth-client.ts';
import type { Platform } from '../../../domain/client/redirect-uri.ts';
import type { Scope } from '../../../domain/scope/scope.ts';

/** Clients of every type, and what they may do where. */
export interface ClientTables {
  clients: ClientRow;
  client_origins: ClientOriginRow;
  client_cors_origins: ClientOriginRow;
  client_restrictions: ClientRestrictionRow;
  client_scopes: ClientScopeRow;
  client_roles: ClientRoleRow;
  oauth_clients: OAuthClientRow;
}

export interface ClientRow {
  id: string;
  type: ClientType;
  name: string;
  /** In which it is sorted and searched. */
  name_key: string;
  description: string | null;
  client_uri: string | null;
  contact: string | null;
  /** Limited to no team; 0 for every embedded client. */
  all_teams: number;
  /** Of embedded clients only. */
  team_id: string | null;
  /** Of embedded clients only. */
  user_mode: UserMode | null;
  static_user_id: string | null;
  access_token_lifetime: number;
  /** Its own limit; null: only the service's. */
  requests_per_minute: number | null;
  status: ClientStatus;
  version: number;
  /** 0: never. */
  last_used_at: number;
  /** When its last secret expires; the greatest safe integer: never, or there is none. */
  secrets_expire_at: number;
  created_at: number;
  created_by: string | null;
}

export interface ClientOriginRow {
  client_id: string;
  origin: string;
}

export interface ClientRestrictionRow {
  client_id: string;
  node_type: 'organization' | 'team';
  node_id: string;
}

export interface ClientScopeRow {
  client_id: string;
  scope: Scope;
}

export interface ClientRoleRow {
  client_id: string;
  node_type: ClientRole['nodeType'];
  node_id: string;
  role_id: string;
}

/** What an app or service client has beside its row in `clients`; lists of strings as JSON. */
export interface OAuthClientRow {
  client_id: string;
  access_preset: AccessPreset;
  scopes: string;
  confidential: number;
  platform: Platform;
  grant_types: string;
  redirect_uris: string;
  post_logout_redirect_uris: string;
  backchannel_logout_uri: string | null;
  team_selection: TeamSelection;
  refresh_token: number;
  refresh_token_lifetime: number;
  refresh_grace: number;
  /** As whom a service client acts; null for every other. */
  user_id: string | null;
}
