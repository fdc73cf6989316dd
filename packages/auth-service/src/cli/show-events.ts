import type { Actor, AuditEvent } from '../domain/audit/audit-event.ts';
import { detailText } from '../domain/audit/detail-text.ts';
import { ifVisible } from './lookup.ts';
import type { Management } from './management.ts';

/** With the names that people know users and teams by, as far as the reader may see them. */
export async function showEvents(
  { directory }: Pick<Management, 'directory'>,
  events: readonly AuditEvent[],
): Promise<object[]> {
  const names = await namesOf(directory, events);
  const named = (text: string | undefined) =>
    text?.replace(/\b(?:usr|team)_[\w-]+/g, (id) => names.get(id) ?? id);
  return events.map(({ at, actor, type, outcome, address, details, ...event }) => ({
    ...{ at: new Date(at).toISOString(), type, outcome, address },
    actor: named(describeActor(actor)),
    subject: named(event.subjectId),
    client: event.clientId,
    user: named(event.userId),
    details: Object.fromEntries(
      Object.entries(details).map(([name, value]) => [name, named(detailText(value))]),
    ),
  }));
}

/** By ID. So many users are looked up at most, one by one; a page has few. */
async function namesOf(
  directory: Management['directory'],
  events: readonly AuditEvent[],
): Promise<ReadonlyMap<string, string>> {
  const found = JSON.stringify(events).match(/\b(?:usr|team)_[\w-]+/g) ?? [];
  const ids = [...new Set(found)];
  const users = await Promise.all(
    ids
      .filter((id) => id.startsWith('usr_'))
      .slice(0, USERS_MAX)
      .map((id) => ifVisible(directory.getUser(id))),
  );
  const teams = ids.some((id) => id.startsWith('team_'))
    ? ((await ifVisible(directory.listTeams())) ?? [])
    : [];
  return new Map([
    ...users.flatMap((user) => (user ? [[user.id, user.email] as const] : [])),
    ...teams.map(({ id, slug }) => [id, slug] as const),
  ]);
}

const USERS_MAX = 100;

export function describeActor(actor: Actor): string {
  if (actor.type === 'client') return `client ${actor.clientId}`;
  if (actor.type !== 'user') return actor.type;
  const { userId, throughClient } = actor;
  return `user ${userId}${throughClient === undefined ? '' : ` through ${throughClient}`}`;
}
