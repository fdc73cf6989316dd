import type { Sight } from '../authority/authority.ts';
import type { Stores } from '../storage.ts';
import type { AuditEvent } from './audit-event.ts';

/**
 * Events without whom a client named in vain, if they are in no team that the reader sees. A client may name
 * anybody by their address, and is told the same of strangers as of nobody: the log must not tell more to who
 * administers it.
 */
export async function hideStrangers(
  { directory }: Pick<Stores, 'directory'>,
  { within, ownUserId }: Sight,
  events: AuditEvent[],
): Promise<AuditEvent[]> {
  if (within === 'all') return events;
  const refused = events.filter(({ type }) => type === 'user.refused');
  const strangers = new Set<string | undefined>();
  for (const userId of new Set(refused.map(({ userId }) => userId))) {
    if (userId === undefined || userId === ownUserId) continue;
    const memberships = await directory.listMemberships({ userId });
    if (!memberships.some(({ teamId }) => within.includes(teamId))) strangers.add(userId);
  }
  return events.map((event) =>
    event.type === 'user.refused' && strangers.has(event.userId)
      ? { ...event, userId: undefined }
      : event,
  );
}
