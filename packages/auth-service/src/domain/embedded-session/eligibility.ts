import { DomainError, type RefusalAttribution } from '../errors.ts';
import type { Delegation } from './delegation.ts';

export type EligibleDelegation = Delegation & { permissions: string[] };

/** A client that is paused gets nothing until it is resumed, a revoked one never. */
export function refuseDisabledClient(client: Pick<Delegation['client'], 'id' | 'status'>): void {
  if (client.status === 'active') return;
  throw new DomainError(
    'client_disabled',
    client.status === 'inactive'
      ? `Client ${client.id} is paused. An operator can resume it; open frames then recover by themselves.`
      : `Client ${client.id} is revoked for good. Create a new client.`,
    { attribution: { clientId: client.id } },
  );
}

/**
 * Lets a delegation pass if the client is active and allows the embedder origin, and the user is active
 * and in its team, now.
 *
 * @param attribution whose session it would be, for the audit
 *
 * @throws DomainError `client_disabled`, `origin_not_allowed`, `user_not_eligible`
 */
export function requireEligible(
  delegation: Delegation | undefined,
  attribution: RefusalAttribution = {},
): EligibleDelegation {
  if (delegation) {
    refuseDisabledClient(delegation.client);
    const { client, originAllowed, user, permissions } = delegation;
    if (!originAllowed) {
      throw new DomainError(
        'origin_not_allowed',
        `embedder_origin: no longer among the allowed origins of client ${client.id}. Add it to the client again; open frames then need a reload.`,
        { attribution },
      );
    }
    if (user.status === 'active' && permissions) return { ...delegation, permissions };
  }
  throw new DomainError(
    'user_not_eligible',
    'The delegated user is inactive or no longer in the client’s team. Activate the user or add it to the team again.',
    { attribution },
  );
}
