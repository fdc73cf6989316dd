import type { AccountClaims, FindAccount, KoaContextWithOIDC } from 'oidc-provider';
import { consentTeams } from '../domain/consent/consent-teams.ts';
import type { User } from '../domain/directory/directory.ts';
import { artifactKey } from '../domain/oauth-artifact/oauth-artifact.ts';
import { presentScope } from '../domain/oauth-token/current-standing.ts';
import type { Stores } from '../domain/storage.ts';

/** What userinfo tells with each scope (OA5); an ID token says who somebody is and no more. */
export const CLAIMS: Record<string, string[]> = {
  openid: ['sub', 'teams'],
  profile: ['name'],
  email: ['email'],
  roles: ['roles'],
  'read:profile': ['memberships'],
};

/** Finds who signs in; somebody who may not any more is nobody to the engine (OA9). */
export function accountFinder(stores: Stores): FindAccount {
  return async (ctx, userId) => {
    const user = await stores.directory.findUser(userId);
    if (user?.status !== 'active') return undefined;
    return {
      accountId: user.id,
      claims: async (use) => (use === 'userinfo' ? userinfo(stores, ctx, user) : { sub: user.id }),
    };
  };
}

/**
 * The identifier, the e-mail address, the teams authorized and those the user belongs to (OA5), as far as
 * the client may still ask for them: the engine goes by what was granted.
 */
async function userinfo(
  { clients, consents, directory }: Stores,
  ctx: KoaContextWithOIDC,
  { id, name, email }: User,
): Promise<AccountClaims> {
  const { AccessToken: token, Client: engineClient } = ctx.oidc.entities;
  const client = await clients.find(engineClient?.clientId ?? '');
  if (client?.type !== 'app' || token?.grantId === undefined) return { sub: id };
  const scope = presentScope(client, token.scope ?? '');
  const memberships = await directory.listMemberships({ userId: id });
  const grantKey = artifactKey(token.grantId);
  const teams = await consentTeams(consents, client, { userId: id, grantKey }, scope);
  const authorized = new Set(teams.map((team) => team.id));
  const roles = memberships.map(({ teamId, roleId }) => ({ team: teamId, role: roleId }));
  const belongsTo = await Promise.all(
    roles.map(async ({ team, role }) => ({
      id: team,
      name: (await directory.findTeam(team))?.name,
      role,
    })),
  );
  const told = new Set(scope.split(' ').flatMap((name) => CLAIMS[name] ?? []));
  const claims = {
    name,
    email,
    teams,
    roles: roles.filter(({ team }) => authorized.has(team)),
    memberships: belongsTo,
  };
  return {
    sub: id,
    ...Object.fromEntries(Object.entries(claims).filter(([claim]) => told.has(claim))),
  };
}
