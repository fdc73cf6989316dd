import type { Actor } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import { invalidRequest, refuseFaults } from '../errors.ts';
import type { ManagementDependencies } from '../management-dependencies.ts';
import { publishSecurityEvents } from '../security-event/publish-security-events.ts';
import type { Client, EmbeddedClient } from './client.ts';
import { refuseRevoked, requireClient } from './client-lifecycle.ts';
import { allowedOriginsFaults } from './embedded-client-input.ts';

export type OriginChange = (present: readonly string[]) => string[];

/** @throws DomainError `invalid_request`; `conflict` for a revoked client */
export function setAllowedOrigins(
  { storage, clock }: ManagementDependencies,
  actor: Actor,
  { id, type }: Client,
  origins: string[] | OriginChange,
): Promise<EmbeddedClient> {
  return storage.transaction(async (stores) => {
    const current = await requireClient(stores, id);
    if (current.type !== 'embedded') {
      throw invalidRequest([
        {
          path: 'allowedOrigins',
          message: `Only embedded clients have allowed origins; ${id} is a client of type ${type}.`,
        },
      ]);
    }
    const present = current.allowedOrigins;
    const wanted = typeof origins === 'function' ? origins(present) : origins;
    refuseFaults(allowedOriginsFaults(wanted));
    const allowedOrigins = wanted.toSorted();
    if (allowedOrigins.join(' ') === present.join(' ')) return current;
    refuseRevoked(current);
    const changed = { ...current, allowedOrigins, version: current.version + 1 };
    await stores.clients.replace(changed, current.version);
    await recordAudit(stores.audit, clock, {
      type: 'client.origins_changed',
      actor,
      clientId: id,
      subjectId: id,
      details: { allowed_origins: allowedOrigins.join(' ') },
    });
    await publishSecurityEvents(stores, clock, [{ type: 'client.changed', clientId: id }]);
    return changed;
  });
}
