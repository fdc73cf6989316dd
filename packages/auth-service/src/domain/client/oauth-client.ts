import type { Scope } from '../scope/scope.ts';
import type { ClientBase } from './client-base.ts';
import type { Platform } from './redirect-uri.ts';

/** Device authorization grant (RFC 8628 §3.4). */
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** Grants that a client is given by name; `refresh_token` follows from `refreshToken`. */
export const GRANT_TYPES = ['authorization_code', DEVICE_GRANT, 'client_credentials'] as const;
export type GrantType = (typeof GRANT_TYPES)[number];

/** What may be asked for at most: reading only, or everything that the user may (CM5). */
export const ACCESS_PRESETS = ['read', 'full'] as const;
export type AccessPreset = (typeof ACCESS_PRESETS)[number];

/** Whether a user chooses one team at consent, or several (CM4). */
export const TEAM_SELECTIONS = ['single', 'multiple'] as const;
export type TeamSelection = (typeof TEAM_SELECTIONS)[number];

/** The teams for which a client may get tokens; both lists empty: all teams (CM4). */
export interface TeamRestriction {
  teamIds: string[];
  /** Covers the teams that are added later too. */
  organizationIds: string[];
}

/**
 * A role that a service client holds by itself, in all teams of an organization, in one team, or in one
 * app of a team (CM17).
 */
export interface ClientRole {
  nodeType: 'organization' | 'team' | 'app';
  nodeId: string;
  roleId: string;
}

/** What clients of the standard flows share. */
export interface OAuthClientBase extends ClientBase {
  accessPreset: AccessPreset;
  /** What it may ask for; sorted. */
  scopes: Scope[];
  teamRestriction: TeamRestriction;
}

/** An application that users let act for them. */
export interface AppClient extends OAuthClientBase {
  type: 'app';
  /** Has a secret; otherwise PKCE alone protects its codes (CM2). */
  confidential: boolean;
  platform: Platform;
  grantTypes: Exclude<GrantType, 'client_credentials'>[];
  /** Exact strings. */
  redirectUris: string[];
  postLogoutRedirectUris: string[];
  /** Where it is told that a user has signed out (OpenID Connect Back-Channel Logout §2.5). */
  backchannelLogoutUri: string | undefined;
  corsOrigins: string[];
  teamSelection: TeamSelection;
  refreshToken: boolean;
  /** Seconds. */
  refreshTokenLifetime: number;
  /** Seconds during which a rotated refresh token still answers, for parallel refreshes; 0–10. */
  refreshGrace: number;
}

/** A program without a user at hand: client credentials. */
export interface ServiceClient extends OAuthClientBase {
  type: 'service';
  /** Acts as this user; `undefined`: it is a subject of its own with `roles`. */
  userId: string | undefined;
  roles: ClientRole[];
}

export type OAuthClient = AppClient | ServiceClient;

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Seconds. */
export const OAUTH_LIFETIMES = {
  accessToken: { min: 60, max: 30 * DAY, default: HOUR },
  refreshToken: { min: 60, max: 365 * DAY, default: 7 * DAY },
  refreshGrace: { min: 0, max: 10, default: 0 },
} as const;
