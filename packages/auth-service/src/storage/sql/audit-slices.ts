import {
  type ExpressionBuilder,
  expressionBuilder,
  type Kysely,
  type SelectQueryBuilder,
  sql,
} from 'kysely';
import type { AuditFilter } from '../../domain/audit/audit-query.ts';
import type { AuditEventRow } from './schema/operation-tables.ts';
import type { Schema } from './schema.ts';

/** A place in the log; IDs make places of one moment distinct. */
export type AuditPlace = Pick<AuditEventRow, 'at' | 'id'>;

type Where = ExpressionBuilder<Schema, 'audit_events'>;
type Condition = ReturnType<Where['and']>;
export type AuditRows = SelectQueryBuilder<Schema, 'audit_events', AuditEventRow>;

/** Events that are looked at in one go. A page is often found at once; the largest take few milliseconds. */
const SLICE = { first: 250, largest: 2_000 } as const;

/**
 * The log from `after` on, newest first, in slices between which others have their turn: the database answers
 * on the process's own thread, and a filter that finds little has to look at much. Of the indexes that the
 * filter can use, each slice follows the one by which it comes farthest.
 *
 * @returns of each the rows, of which the filter still has to choose
 */
export async function* auditSlices(
  db: Kysely<Schema>,
  filter: AuditFilter,
  after: AuditPlace | undefined,
): AsyncGenerator<AuditRows, void, undefined> {
  const along = (key: Condition | undefined, from: AuditPlace | undefined) => {
    let events = db.selectFrom('audit_events').orderBy('at', 'desc').orderBy('id', 'desc');
    if (key) events = events.where(key);
    if (filter.since !== undefined) events = events.where('at', '>=', filter.since);
    if (filter.until !== undefined) events = events.where('at', '<', filter.until);
    return from ? events.where((where) => compared(where, '<', from)) : events;
  };
  let size: number = SLICE.first;
  for (let from = after; ; size = Math.min(2 * size, SLICE.largest)) {
    let chosen: { key: Condition | undefined; last: AuditPlace | undefined } | undefined;
    for (const key of keysOf(filter)) {
      const last = await along(key, from)
        .select(['at', 'id'])
        .offset(size - 1)
        .limit(1)
        .executeTakeFirst();
      if (!chosen?.last || !last || isOlder(last, chosen.last)) chosen = { key, last };
      if (!last) break;
    }
    const last = chosen?.last;
    // The limit keeps databases from mixing the filter in, and so from following another index.
    const rows = along(chosen?.key, from).selectAll().limit(size);
    yield last ? rows.where((where) => compared(where, '>=', last)) : rows;
    if (!last) return;
    from = last;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const compared = (where: Where, operator: '<' | '>=', { at, id }: AuditPlace) =>
  where(where.refTuple('at', 'id'), operator, where.tuple(at, id));

const isOlder = (one: AuditPlace, other: AuditPlace) =>
  one.at < other.at || (one.at === other.at && one.id < other.id);

/** What indexes can follow of a filter; `undefined`: the time alone. */
function keysOf({ type, outcome, clientId, actorUserId }: AuditFilter) {
  const where = expressionBuilder<Schema, 'audit_events'>();
  const keys: (Condition | undefined)[] = [];
  if (clientId !== undefined) keys.push(where('client_id', '=', clientId));
  if (actorUserId !== undefined) keys.push(where('actor_user_id', '=', actorUserId));
  if (type !== undefined) keys.push(where('type', '=', type));
  if (outcome !== undefined && outcome !== 'success') {
    // In the words of the index, which has none of the many successes.
    const isNone = where('outcome', '<>', sql.lit('success'));
    keys.push(where.and([where('outcome', '=', outcome), isNone]));
  }
  return keys.length > 0 ? keys : [undefined];
}
