import type { Kysely } from 'kysely';
import type { Client } from '../../domain/client/client.ts';
import type { ClientSecret } from '../../domain/client/client-secret.ts';
import type { ClientCredentials } from '../../domain/client/client-store.ts';
import { prepareQuery } from './prepared-query.ts';
import type { ClientRow, ClientSecretRow, Schema } from './schema.ts';

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

type CredentialsRow = ClientRow & {
  secret_id: string | null;
  secret_hash: string | null;
  secret_expires_at: number | null;
  secret_last_used_at: number | null;
};

const selectCredentials = prepareQuery<{ id: string }, CredentialsRow>((db, parameter) =>
  db
    .selectFrom('clients')
    .leftJoin('client_secrets', (join) =>
      join
        .onRef('client_secrets.client_id', '=', 'clients.id')
        .on('client_secrets.revoked_at', 'is', null),
    )
    .selectAll('clients')
    .select([
      'client_secrets.id as secret_id',
      'client_secrets.hash as secret_hash',
      'client_secrets.expires_at as secret_expires_at',
      'client_secrets.last_used_at as secret_last_used_at',
    ])
    .where('clients.id', '=', parameter('id')),
);

/** Client and secrets in one statement, which takes the same time whether the client exists or not. */
export async function findCredentials(
  db: Kysely<Schema>,
  id: string,
): Promise<ClientCredentials | undefined> {
  const { rows } = await selectCredentials(db, { id });
  const [row] = rows;
  if (!row) return undefined;
  return {
    client: toClient(row),
    secrets: rows.flatMap((secret) =>
      secret.secret_id === null || secret.secret_hash === null
        ? []
        : [
            {
              id: secret.secret_id,
              hash: secret.secret_hash,
              expiresAt: secret.secret_expires_at ?? undefined,
              revokedAt: undefined,
              lastUsedAt: secret.secret_last_used_at ?? undefined,
            },
          ],
    ),
  };
}
