import type { Client } from '../client/client.ts';
import type { Organization, User } from '../directory/directory.ts';
import { type Locale, languageOf } from '../locale/locale.ts';
import type { Stores } from '../storage.ts';
import type { ExpiringSecret } from './expiry-mail-store.ts';
import type { ExpiryStage } from './expiry-stage.ts';

/** Why somebody is written to. */
export type RecipientRole = 'user' | 'creator' | 'both';

export interface Recipient {
  user: User;
  role: RecipientRole;
}

/** Everything that a mail about a secret's end says. */
export interface ExpiryNotice {
  recipient: Recipient;
  locale: Locale;
  client: Pick<Client, 'id' | 'name'>;
  /** Names of the organizations that the client works for; empty: of all, and there are several. */
  tenants: string[];
  secret: Pick<ExpiringSecret, 'id' | 'name' | 'prefix' | 'expiresAt'>;
  stage: ExpiryStage;
  /** 0: it has ended. */
  daysLeft: number;
}

/** Whom a client's secret concerns: the user as whom it acts, and who made it; once if they are the same. */
export async function recipientsOf({ directory }: Stores, client: Client): Promise<Recipient[]> {
  const actsAs = actingUserId(client);
  const ids = new Set([actsAs, client.createdBy].filter((id) => id !== undefined));
  const recipients: Recipient[] = [];
  for (const id of ids) {
    const user = await directory.findUser(id);
    if (user?.status !== 'active') continue;
    const same = actsAs === client.createdBy;
    recipients.push({ user, role: same ? 'both' : id === actsAs ? 'user' : 'creator' });
  }
  return recipients;
}

function actingUserId(client: Client): string | undefined {
  if (client.type === 'embedded') return client.staticUserId;
  return client.type === 'service' ? client.userId : undefined;
}

/** The organizations that a client works for; of one that may work for all: the only one there is. */
export async function tenantsOf({ directory }: Stores, client: Client): Promise<Organization[]> {
  const ids = new Set<string>();
  const addTeam = async (teamId: string) => {
    const team = await directory.findTeam(teamId);
    if (team) ids.add(team.organizationId);
  };
  if (client.type === 'embedded') {
    await addTeam(client.teamId);
  } else {
    for (const id of client.teamRestriction.organizationIds) ids.add(id);
    for (const id of client.teamRestriction.teamIds) await addTeam(id);
  }
  if (client.type === 'service') {
    for (const { nodeType, nodeId } of client.roles) {
      const app = nodeType === 'app' ? await directory.findApp(nodeId) : undefined;
      if (app) await addTeam(app.teamId);
      else if (nodeType === 'team') await addTeam(nodeId);
      else if (nodeType === 'organization') ids.add(nodeId);
    }
  }
  const all = await directory.listOrganizations();
  if (ids.size === 0) return all.length === 1 ? all : [];
  return all.filter(({ id }) => ids.has(id));
}

/** The person's own choice; otherwise what the organizations agree on; otherwise the service's. */
export function localeOf(user: User, tenants: readonly Organization[], fallback: Locale): Locale {
  const [locale, ...others] = new Set(tenants.map((tenant) => tenant.locale));
  const agreed = others.length === 0 ? locale : undefined;
  const wanted = user.locale ?? agreed ?? fallback;
  return languageOf(wanted) ? wanted : fallback;
}
