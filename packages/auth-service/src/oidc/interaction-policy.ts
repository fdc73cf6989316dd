import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { choosableTeams, consentTeams } from '../domain/consent/consent-teams.ts';
import { artifactKey } from '../domain/oauth-artifact/oauth-artifact.ts';
import type { Stores } from '../domain/storage.ts';

const { Check, base } = interactionPolicy;

/**
 * When somebody is asked: the engine's own reasons, and two of ours. The signed-in user may no longer
 * sign in; or none of the teams that were chosen can be used any more.
 */
export function policy(stores: Stores): interactionPolicy.DefaultPolicy {
  const prompts = base();
  prompts
    .get('login')
    ?.checks.add(
      new Check(
        'account_unusable',
        'End-User authentication is required',
        'login_required',
        ({ oidc }) => oidc.session?.accountId !== undefined && oidc.account === undefined,
      ),
    );
  prompts
    .get('consent')
    ?.checks.add(
      new Check('teams_unusable', 'a team has to be chosen', 'consent_required', (ctx) =>
        teamsUnusable(stores, ctx),
      ),
    );
  return prompts;
}

async function teamsUnusable(
  { clients, consents, directory }: Stores,
  { oidc }: KoaContextWithOIDC,
): Promise<boolean> {
  const grantId = oidc.grant?.jti;
  const client = await clients.find(oidc.client?.clientId ?? '');
  // Without a grant there is consent to be asked for anyway.
  if (grantId === undefined || client?.type !== 'app') return false;
  const userId = oidc.account?.accountId ?? '';
  const grantKey = artifactKey(grantId);
  if ((await consentTeams(consents, client, { grantKey, userId }, '')).length > 0) return false;
  const chosen = (await consents.chosenTeams([grantKey])).has(grantKey);
  return chosen || (await choosableTeams(directory, client, userId)).teams.length > 0;
}
