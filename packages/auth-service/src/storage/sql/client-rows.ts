import type { Client, ClientBase, EmbeddedClient } from '../../domain/client/client.ts';
import type { ClientSecret } from '../../domain/client/client-secret.ts';
import type { ClientRow, ClientSecretRow } from './schema.ts';

/** What every client has. */
export function toClientBase(row: ClientRow): ClientBase {
  return {
    id: row.id,
    name: row.name,
    accessTokenLifetime: row.access_token_lifetime,
    status: row.status,
    createdAt: row.created_at,
    createdBy: row.created_by ?? undefined,
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
  const embedded = client.type === 'embedded' ? client : undefined;
  return {
    id: client.id,
    type: client.type,
    name: client.name,
    team_id: embedded?.teamId ?? null,
    user_mode: embedded?.userMode ?? null,
    static_user_id: embedded?.staticUserId ?? null,
    access_token_lifetime: client.accessTokenLifetime,
    status: client.status,
    created_at: client.createdAt,
    created_by: client.createdBy ?? null,
  };
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
  };
}
