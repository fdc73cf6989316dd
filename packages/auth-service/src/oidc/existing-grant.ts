import type { Configuration } from 'oidc-provider';
import { settingsOf } from './engine-client.ts';
import { longestLifetime } from './lifetimes.ts';

/**
 * The consent that counts for a request: the one just given, or the one that this browser session
 * remembers for the client, as long as no token could outlive it.
 */
export const loadExistingGrant: NonNullable<Configuration['loadExistingGrant']> = async ({
  oidc,
}) => {
  const { client, session, result, provider } = oidc;
  if (!client || !session) return undefined;
  const grantId = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
  const grant = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  if (!grant || grant.remainingTTL < longestLifetime(settingsOf(client))) return undefined;
  return grant.accountId === session.accountId ? grant : undefined;
};
