import type { Client } from '../../domain/client/client.ts';
import type { ClientSecret } from '../../domain/client/client-secret.ts';
import type { ClientRow, ClientSecretRow } from './schema.ts';

type BareClient = Omit<Client, 'allowedOrigins'>;

export function toClient(row: ClientRow): BareClient {
  return {
    id: row.id,
    type: row.type,
    name: row.name,
    teamId: row.team_id,
    userMode: row.user_mode,
    staticUserId: row.static_user_id ?? undefined,
    accessTokenLifetime: row.access_token_lifetime,
    status: row.status,
    createdAt: row.created_at,
    createdBy: row.created_by ?? undefined,
  };
}

export function toClientRow(client: BareClient): ClientRow {
  return {
    id: client.id,
    type: client.type,
    name: client.name,
    team_id: client.teamId,
    user_mode: client.userMode,
    static_user_id: client.staticUserId ?? null,
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
  };
}
