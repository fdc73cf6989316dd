import type { OAuthClient } from '../client/oauth-client.ts';
import { consentTeams } from '../consent/consent-teams.ts';
import type { Stores } from '../storage.ts';
import { mayRefresh } from './grant-behind.ts';
import type { StoredToken } from './stored-token.ts';
import {
  type AppPermissions,
  serviceApps,
  serviceSubject,
  serviceTeams,
  type TeamPermissions,
} from './subject-teams.ts';

/** For whom a token acts and what it may do, as things are now. */
export interface Standing {
  /** The user, or a client that stands on its own. */
  subject: string;
  /** As granted, less what its client may no longer ask for. */
  scope: string;
  teams: TeamPermissions[];
  /** Of service clients with roles at apps only. */
  apps?: AppPermissions[];
}

/** What was granted, less what the client may no longer ask for; separated by spaces. */
export function presentScope({ scopes }: Pick<OAuthClient, 'scopes'>, granted: string): string {
  const allowed: readonly string[] = scopes;
  return granted
    .split(' ')
    .filter((name) => allowed.includes(name))
    .join(' ');
}

/** @returns `undefined` for a token whose client or user may not act any more */
export async function currentStanding(
  { clients, consents, directory }: Pick<Stores, 'clients' | 'consents' | 'directory'>,
  { artifact, scope: granted, gty }: StoredToken,
): Promise<Standing | undefined> {
  const client = await clients.find(artifact.clientId);
  if (!client || client.type === 'embedded' || client.status !== 'active') return undefined;
  if (artifact.kind === 'RefreshToken' && !mayRefresh(client, gty)) return undefined;
  const scope = presentScope(client, granted);
  const userId = client.type === 'app' ? artifact.userId : client.userId;
  if (userId !== undefined) {
    const user = await directory.findUser(userId);
    if (user?.status !== 'active') return undefined;
  }
  if (client.type === 'service') {
    const teams = await serviceTeams(directory, client, scope);
    const subject = serviceSubject(client);
    if (!client.roles.some(({ nodeType }) => nodeType === 'app')) return { subject, scope, teams };
    return { subject, scope, teams, apps: await serviceApps(directory, client, scope) };
  }
  const { grantKey } = artifact;
  if (userId === undefined || grantKey === undefined) return undefined;
  const teams = await consentTeams(consents, client, { grantKey, userId }, scope);
  return { subject: userId, scope, teams };
}
