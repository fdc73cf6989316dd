import type { Kysely } from 'kysely';
import type { ClientType, UserMode } from '../../domain/client/client.ts';
import type { ClientStatus } from '../../domain/client/client-base.ts';
import type { UserStatus } from '../../domain/directory/directory.ts';
import type { Delegation, DelegationStore } from '../../domain/embedded-session/delegation.ts';
import { prepareQuery } from './prepared-query.ts';
import type { Schema } from './schema.ts';

interface DelegationRow {
  client_id: string;
  type: ClientType;
  client_status: ClientStatus;
  user_mode: UserMode | null;
  static_user_id: string | null;
  access_token_lifetime: number;
  requests_per_minute: number | null;
  team_id: string;
  team_name: string;
  user_id: string;
  email: string;
  user_name: string;
  user_status: UserStatus;
  member_team_id: string | null;
  everywhere: number | null;
  permission: string | null;
  client_changed_at: number | null;
  user_changed_at: number | null;
  allowed_origin: string | null;
}

interface Parameters {
  clientId: string;
  userId: string;
  embedderOrigin: string;
}

/** One row per membership and permission; {@link toDelegation} keeps those that count in the team. */
const selectDelegation = prepareQuery<Parameters, DelegationRow>((db, parameter) =>
  db
    .selectFrom('clients')
    .innerJoin('teams', 'teams.id', 'clients.team_id')
    .innerJoin('users', (join) => join.on('users.id', '=', parameter('userId')))
    .leftJoin('memberships', 'memberships.user_id', 'users.id')
    .leftJoin('roles', 'roles.id', 'memberships.role_id')
    .leftJoin('role_permissions', 'role_permissions.role_id', 'roles.id')
    .select((select) => [
      'clients.id as client_id',
      'clients.type',
      'clients.status as client_status',
      'clients.user_mode',
      'clients.static_user_id',
      'clients.access_token_lifetime',
      'clients.requests_per_minute',
      'teams.id as team_id',
      'teams.name as team_name',
      'users.id as user_id',
      'users.email',
      'users.name as user_name',
      'users.status as user_status',
      'memberships.team_id as member_team_id',
      'roles.everywhere',
      'role_permissions.permission',
      select
        .selectFrom('security_events')
        .select((event) => event.fn.max('at').as('at'))
        .where('client_id', '=', parameter('clientId'))
        .as('client_changed_at'),
      select
        .selectFrom('security_events')
        .select((event) => event.fn.max('at').as('at'))
        .where('user_id', '=', parameter('userId'))
        .as('user_changed_at'),
      select
        .selectFrom('client_origins')
        .select('origin')
        .where('client_id', '=', parameter('clientId'))
        .where('origin', '=', parameter('embedderOrigin'))
        .as('allowed_origin'),
    ])
    .where('clients.id', '=', parameter('clientId')),
);

export function sqlDelegationStore(db: Kysely<Schema>): DelegationStore {
  return {
    async find(clientId, userId, embedderOrigin) {
      const { rows } = await selectDelegation(db, { clientId, userId, embedderOrigin });
      return toDelegation(rows);
    },
  };
}

function toDelegation(rows: readonly DelegationRow[]): Delegation | undefined {
  const [row] = rows;
  if (!row) return undefined;
  const counting = rows.filter(
    ({ member_team_id, everywhere }) => member_team_id === row.team_id || everywhere === 1,
  );
  const permissions = counting.flatMap(({ permission }) => permission ?? []);
  return {
    client: {
      id: row.client_id,
      type: row.type,
      status: row.client_status,
      userMode: row.user_mode ?? undefined,
      staticUserId: row.static_user_id ?? undefined,
      accessTokenLifetime: row.access_token_lifetime,
      requestsPerMinute: row.requests_per_minute ?? undefined,
    },
    team: { id: row.team_id, name: row.team_name },
    user: { id: row.user_id, email: row.email, name: row.user_name, status: row.user_status },
    originAllowed: row.allowed_origin !== null,
    permissions: counting.length === 0 ? undefined : [...new Set(permissions)].sort(),
    changedAt: Math.max(row.client_changed_at ?? 0, row.user_changed_at ?? 0) || undefined,
  };
}
