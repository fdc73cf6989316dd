import { DomainError, type RefusalAttribution } from '../errors.ts';

/** Says nothing about which half was wrong: an unknown client looks like a wrong secret. */
export const invalidClient = (attribution: RefusalAttribution = {}): DomainError =>
  new DomainError(
    'invalid_client',
    'Client authentication failed: unknown client, or a secret that is wrong, expired or revoked. Check client ID and secret, or rotate the secret.',
    { attribution },
  );
