import type { AuditEvent } from '../../domain/audit/audit-event.ts';
import type { AuditReading } from '../../domain/audit/read-audit.ts';
import type { ApiClient } from './api-client.ts';

const LIMIT_DEFAULT = 100;

/** The audit log by the admin API: all of it, or what concerns one's own teams. */
export function remoteAudit(api: ApiClient): Pick<AuditReading, 'list'> {
  return {
    list: ({ limit = LIMIT_DEFAULT, ...query } = {}) =>
      api.list<AuditEvent>('/api/v1/audit-events', query, limit),
  };
}
