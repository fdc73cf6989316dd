import type { Client, EmbeddedClient } from '../../domain/client/client.ts';
import type { ClientBase } from '../../domain/client/client-base.ts';
import type { ClientSecret } from '../../domain/client/client-secret.ts';
import { NEVER, nameKey } from '../../domain/client/client-sort.ts';
import type { ClientSecretRow } from './schema/client-credential-tables.ts';
import type { ClientRow } from './schema/client-tables.ts';

/** What every client has. */
export function toClientBase(row: ClientRow): ClientBase {
  return {
    id: row.id,
    name: row.name,
    description: row.description ?? undefined,
    clientUri: row.client_uri ?? undefined,
    contact: row.contact ?? undefined,
    accessTokenLifetime: row.access_token_lifetime,
    requestsPerMinute: row.requests_per_minute ?? undefined,
    status: row.status,
    version: row.version,
    createdAt: row.created_at,
    createdBy: row.created_by ?? undefined,
    lastUsedAt: row.last_used_at === NEVER.lastUsedAt ? undefined : row.last_used_at,
    expiresAt: row.secrets_expire_at === NEVER.expiresAt ? undefined : row.secrets_expire_at,
  };
}

export function toEmbeddedClient(row: ClientRow, allowedOrigins: string[]): EmbeddedClient {
  const { id, name, ...base } = toClientBase(row);
  if (row.team_id === null || row.user_mode === null) {
    throw new Error(`the embedded client ${id} has no team or no user mode`);
  }
  return {
    id,
    type: 'embedded',
    name,
    teamId: row.team_id,
    userMode: row.user_mode,
    staticUserId: row.static_user_id ?? undefined,
    ...base,
    allowedOrigins,
  };
}

export function toClientRow(client: Client): ClientRow {
  return {
    id: client.id,
    type: client.type,
    ...toSettingsRow(client),
    status: client.status,
    version: client.version,
    created_at: client.createdAt,
    created_by: client.createdBy ?? null,
    last_used_at: client.lastUsedAt ?? NEVER.lastUsedAt,
    // Known when there are secrets.
    secrets_expire_at: NEVER.expiresAt,
  };
}

/** What an update writes anew. */
export function toSettingsRow(client: Client) {
  const embedded = client.type === 'embedded' ? client : undefined;
  return {
    name: client.name,
    name_key: nameKey(client.name),
    description: client.description ?? null,
    client_uri: client.clientUri ?? null,
    contact: client.contact ?? null,
    all_teams: isForAllTeams(client) ? 1 : 0,
    team_id: embedded?.teamId ?? null,
    user_mode: embedded?.userMode ?? null,
    static_user_id: embedded?.staticUserId ?? null,
    access_token_lifetime: client.accessTokenLifetime,
    requests_per_minute: client.requestsPerMinute ?? null,
  };
}

function isForAllTeams(client: Client): boolean {
  if (client.type === 'embedded') return false;
  const { teamIds, organizationIds } = client.teamRestriction;
  return teamIds.length === 0 && organizationIds.length === 0;
}

export function toSecret(row: ClientSecretRow): ClientSecret {
  return {
    id: row.id,
    clientId: row.client_id,
    name: row.name,
    hash: row.hash,
    prefix: row.prefix,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
  };
}

export function toSecretRow(secret: ClientSecret): ClientSecretRow {
  return {
    id: secret.id,
    client_id: secret.clientId,
    name: secret.name,
    hash: secret.hash,
    prefix: secret.prefix,
    created_at: secret.createdAt,
    expires_at: secret.expiresAt ?? null,
    revoked_at: secret.revokedAt ?? null,
    last_used_at: secret.lastUsedAt ?? null,
    superseded_at: null,
    mailed_stage: null,
  };
}
