import type { Kysely } from 'kysely';
import type {
  MintCandidate,
  MintCandidateStore,
} from '../../domain/challenge-code/mint-candidate.ts';
import type { ClientType, UserMode } from '../../domain/client/client.ts';
import type { ClientStatus } from '../../domain/client/client-base.ts';
import type { UserStatus } from '../../domain/directory/directory.ts';
import { prepareQuery } from './prepared-query.ts';
import type { Schema } from './schema.ts';

interface Parameters {
  clientId: string;
  origin: string;
  email: string | null;
}

/** One row per live secret and membership. */
interface CandidateRow {
  id: string;
  type: ClientType;
  status: ClientStatus;
  user_mode: UserMode | null;
  team_id: string | null;
  requests_per_minute: number | null;
  allowed_origin: string | null;
  secret_id: string | null;
  secret_hash: string | null;
  secret_expires_at: number | null;
  secret_last_used_at: number | null;
  user_id: string | null;
  user_status: UserStatus | null;
  member_team_id: string | null;
  everywhere: number | null;
}

const selectCandidate = prepareQuery<Parameters, CandidateRow>((db, parameter) =>
  db
    .selectFrom('clients')
    .leftJoin('client_secrets', (join) =>
      join
        .onRef('client_secrets.client_id', '=', 'clients.id')
        .on('client_secrets.revoked_at', 'is', null),
    )
    .leftJoin('client_origins', (join) =>
      join
        .onRef('client_origins.client_id', '=', 'clients.id')
        .on('client_origins.origin', '=', parameter('origin')),
    )
    .leftJoin('users', (join) =>
      join.on((on) =>
        on(
          'users.id',
          '=',
          on.fn.coalesce(
            'clients.static_user_id',
            on
              .selectFrom('users as named')
              .select('named.id')
              .where('named.email_normalized', '=', parameter('email')),
          ),
        ),
      ),
    )
    .leftJoin('memberships', 'memberships.user_id', 'users.id')
    .leftJoin('roles', 'roles.id', 'memberships.role_id')
    .select([
      'clients.id',
      'clients.type',
      'clients.status',
      'clients.user_mode',
      'clients.team_id',
      'clients.requests_per_minute',
      'client_origins.origin as allowed_origin',
      'client_secrets.id as secret_id',
      'client_secrets.hash as secret_hash',
      'client_secrets.expires_at as secret_expires_at',
      'client_secrets.last_used_at as secret_last_used_at',
      'users.id as user_id',
      'users.status as user_status',
      'memberships.team_id as member_team_id',
      'roles.everywhere',
    ])
    .where('clients.id', '=', parameter('clientId')),
);

export function sqlMintCandidateStore(db: Kysely<Schema>): MintCandidateStore {
  return {
    async find(clientId, origin, email) {
      const { rows } = await selectCandidate(db, { clientId, origin, email: email ?? null });
      const [row] = rows;
      if (!row) return undefined;
      return {
        client: {
          id: row.id,
          type: row.type,
          status: row.status,
          userMode: row.user_mode ?? undefined,
          requestsPerMinute: row.requests_per_minute ?? undefined,
        },
        secrets: secretsOf(rows),
        originAllowed: row.allowed_origin !== null,
        user: userOf(row, rows),
      };
    },
  };
}

function secretsOf(rows: readonly CandidateRow[]): MintCandidate['secrets'] {
  const secrets = new Map<string, MintCandidate['secrets'][number]>();
  for (const { secret_id: id, secret_hash: hash, ...row } of rows) {
    if (id === null || hash === null) continue;
    secrets.set(id, {
      id,
      hash,
      expiresAt: row.secret_expires_at ?? undefined,
      lastUsedAt: row.secret_last_used_at ?? undefined,
    });
  }
  return [...secrets.values()];
}

function userOf(row: CandidateRow, rows: readonly CandidateRow[]): MintCandidate['user'] {
  const { user_id: id, user_status: status, team_id } = row;
  if (id === null || status === null) return undefined;
  const member = rows.some(
    ({ member_team_id, everywhere }) =>
      (team_id !== null && member_team_id === team_id) || everywhere === 1,
  );
  return { id, status, member };
}
