import type { Actor, AuditEvent } from '../../domain/audit/audit-event.ts';
import type { AuditReading } from '../../domain/audit/read-audit.ts';
import type { ApiClient } from './api-client.ts';

const LIMIT_DEFAULT = 100;

/** As the API says who did it; users with the client through which they did. */
interface ActorView {
  type: Actor['type'];
  userId?: string;
  clientId?: string;
}

/** The audit log by the admin API: all of it, or what concerns one's own teams. */
export function remoteAudit(api: ApiClient): Pick<AuditReading, 'page'> {
  return {
    async page({ after, limit = LIMIT_DEFAULT, ...query }) {
      const path = '/api/v1/audit-events';
      const page = await api.page<AuditEvent & { actor: ActorView }>(
        path,
        { ...query, cursor: after },
        limit,
      );
      return {
        ...page,
        items: page.items.map((event) => ({ ...event, actor: toActor(event.actor) })),
      };
    },
  };
}

function toActor({ type, userId = '', clientId }: ActorView): Actor {
  if (type === 'user') return { type, userId, throughClient: clientId };
  return type === 'client' ? { type, clientId: clientId ?? '' } : { type };
}
