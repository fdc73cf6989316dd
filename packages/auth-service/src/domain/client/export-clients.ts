import type { Actor } from '../audit/audit-event.ts';
import type { ManagementDependencies } from '../management-dependencies.ts';
import { isBuiltIn } from './built-in-client-ids.ts';
import type { Client } from './client.ts';
import { CLIENT_KINDS, type ClientOf, type InputOf } from './client-kind.ts';
import { secretState } from './client-secret.ts';
import type { NewClient } from './create-client.ts';
import type { ImportedClient } from './import-clients.ts';
import { portableWords, translated } from './portable-client.ts';
import { SECRET_EXPIRY_DAYS, type SecretInput } from './secret-input.ts';

const DAY = 24 * 3_600_000;

/**
 * Clients as an import takes them, at this service or another (CM22): what was set, and little of what became
 * of it. The product's own are everywhere already.
 */
export async function* portableClients(
  deps: ManagementDependencies,
  actor: Actor,
  clients: AsyncIterable<Client>,
): AsyncGenerator<ImportedClient> {
  const words = await portableWords(deps, actor);
  for await (const client of clients) {
    if (isBuiltIn(client.id)) continue;
    const { status } = client;
    const secret = status === 'revoked' ? undefined : await secretInput(deps, client);
    yield {
      ...(await translated(toImport(client), words)),
      ...(secret === undefined ? {} : { secret }),
      ...(status === 'active' ? {} : { status }),
    };
  }
}

/** What was set, and none of what became of it. */
function toImport(client: Client): NewClient {
  const { type } = client;
  const input = (CLIENT_KINDS[type].toInput as (client: Client) => InputOf<typeof type>)(
    client as ClientOf<typeof type>,
  );
  return { ...input, type, id: client.id } as NewClient;
}

/** How long the newest secret that is live was made for, where that is not as usual. Never the secret. */
async function secretInput(
  { storage, clock }: ManagementDependencies,
  { id }: Client,
): Promise<SecretInput | undefined> {
  const now = clock();
  const newest = (await storage.stores.clients.listSecrets(id))
    .filter((secret) => secretState(secret, now) === 'live')
    .toSorted((a, b) => b.createdAt - a.createdAt)
    .at(0);
  if (newest === undefined) return undefined;
  const { createdAt, expiresAt } = newest;
  if (expiresAt === undefined) return { expiresInDays: null };
  const days = Math.max(SECRET_EXPIRY_DAYS.min, Math.round((expiresAt - createdAt) / DAY));
  return days === SECRET_EXPIRY_DAYS.default ? undefined : { expiresInDays: days };
}
