import type { ExpressionBuilder, Kysely } from 'kysely';
import type { AuditPageStore, SeenEvents } from '../../domain/audit/audit-page-store.ts';
import type { VisibleTeams } from '../../domain/authority/authority.ts';
import { toAuditEvent } from './audit-rows.ts';
import { type AuditRows, auditSlices } from './audit-slices.ts';
import type { AuditEventRow } from './schema/operation-tables.ts';
import type { Schema } from './schema.ts';
import { liesWithin } from './visible-clients.ts';

export function sqlAuditPageStore(db: Kysely<Schema>): AuditPageStore {
  /** What somebody sees of a slice. */
  const seenOf = (slice: AuditRows, query: SeenEvents) =>
    db.selectFrom(slice.as('audit_events')).where((where) => isSeen(where, query));
  return {
    async list({ after, limit, ...query }) {
      const [at = '', id = ''] = after?.split('.') ?? [];
      const from = after === undefined ? undefined : { at: Number(at), id };
      const found: AuditEventRow[] = [];
      for await (const slice of auditSlices(db, query, from)) {
        const rows = seenOf(slice, query).selectAll().orderBy('at', 'desc').orderBy('id', 'desc');
        found.push(...(await rows.limit(limit - found.length).execute()));
        if (found.length === limit) break;
      }
      return found.map(toAuditEvent);
    },
    async count(query, most) {
      let total = 0;
      for await (const slice of auditSlices(db, query, undefined)) {
        const { found } = await seenOf(slice, query)
          .select(({ fn }) => fn.countAll<number>().as('found'))
          .executeTakeFirstOrThrow();
        total += Number(found);
        if (total >= most) return most;
      }
      return total;
    },
    async noteFormer({ clientId, teamIds, createdAt, until }) {
      const { before } = await db
        .selectFrom('deleted_clients')
        .select(({ fn }) => fn.max('deleted_at').as('before'))
        .where('client_id', '=', clientId)
        .executeTakeFirstOrThrow();
      const since = Math.max(createdAt, Number(before ?? -1) + 1);
      const of = { client_id: clientId, created_at: since, deleted_at: until };
      const teams = teamIds.length === 0 ? [NO_TEAM] : teamIds;
      await db
        .insertInto('deleted_clients')
        .values(teams.map((team_id) => ({ ...of, team_id })))
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
  };
}

/** Stands for none: nobody sees it for a team of theirs. */
const NO_TEAM = '';

type Where = ExpressionBuilder<Schema, 'audit_events'>;
type Teams = Exclude<VisibleTeams, 'all'>;

function isSeen(where: Where, { sight: { within, ownUserId }, ...filter }: SeenEvents) {
  const equal = {
    type: filter.type,
    outcome: filter.outcome,
    client_id: filter.clientId,
    actor_user_id: filter.actorUserId,
    actor_client_id: filter.actorClientId,
  };
  const conditions = Object.entries(equal)
    .filter(([, value]) => value !== undefined)
    .map(([column, value]) => where(column as keyof typeof equal, '=', value ?? null));
  const { userId } = filter;
  if (userId !== undefined) {
    // Whoever is changed by an administrator is what it is about, and did nothing.
    conditions.push(where.or([where('user_id', '=', userId), where('subject_id', '=', userId)]));
  }
  if (filter.since !== undefined) conditions.push(where('at', '>=', filter.since));
  if (filter.until !== undefined) conditions.push(where('at', '<', filter.until));
  if (within !== 'all') {
    const own = (['user_id', 'actor_user_id'] as const).map((column) =>
      where(column, '=', ownUserId ?? null),
    );
    conditions.push(
      where.or([
        isOfClient(where, within),
        isOfFormerClient(where, within),
        ...(ownUserId === undefined ? [] : own),
      ]),
    );
  }
  return where.and(conditions);
}

/** Of a client within these teams, not of one that had its ID before, nor of when it was elsewhere. */
function isOfClient(where: Where, teams: Teams) {
  return where.and([
    where.exists(
      where
        .selectFrom('clients')
        .select('clients.id')
        .whereRef('clients.id', '=', 'audit_events.client_id')
        .whereRef('clients.created_at', '<=', 'audit_events.at')
        .where((client) => liesWithin(client, teams)),
    ),
    where.not(
      where.exists(
        where
          .selectFrom('deleted_clients as former')
          .select('former.client_id')
          .whereRef('former.client_id', '=', 'audit_events.client_id')
          .whereRef('former.deleted_at', '>=', 'audit_events.at'),
      ),
    ),
  ]);
}

/** Of a client that lay within them until it was deleted or moved. */
function isOfFormerClient(where: Where, teams: Teams) {
  if (teams.length === 0) return where.lit(false);
  return where.exists(
    where
      .selectFrom('deleted_clients as gone')
      .select('gone.client_id')
      .whereRef('gone.client_id', '=', 'audit_events.client_id')
      .whereRef('gone.created_at', '<=', 'audit_events.at')
      .whereRef('gone.deleted_at', '>=', 'audit_events.at')
      .where('gone.team_id', 'in', teams)
      .where((inner) =>
        inner.not(
          inner.exists(
            inner
              .selectFrom('deleted_clients as also')
              .select('also.client_id')
              .whereRef('also.client_id', '=', 'gone.client_id')
              .whereRef('also.deleted_at', '=', 'gone.deleted_at')
              .where('also.team_id', 'not in', teams),
          ),
        ),
      ),
  );
}
