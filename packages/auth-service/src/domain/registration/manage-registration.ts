import type { AppClientInput } from '../client/app-client-input.ts';
import {
  type AuthenticationDependencies,
  acceptSecret,
  findKnownClient,
} from '../client/client-authentication.ts';
import { changeClientStatus } from '../client/client-lifecycle.ts';
import { deleteClient } from '../client/delete-clients.ts';
import type { AppClient } from '../client/oauth-client.ts';
import { updateClient } from '../client/update-client.ts';
import { invalidRequest, refuseFaults } from '../errors.ts';
import { hashCredential } from '../opaque-credential.ts';
import { type ClientMetadata, metadataFaults, toAppInput } from './client-metadata.ts';
import { inMetadataWords } from './metadata-faults.ts';
import { REGISTRATION_ACTOR } from './register-client.ts';
import type { RegistrationMode } from './registration-mode.ts';

type Dependencies = Pick<AuthenticationDependencies, 'storage' | 'clock'>;

/**
 * The client that manages itself with a registration access token (RFC 7592), also while it is paused.
 *
 * @returns `undefined` for every other token, and once the client is revoked
 */
export async function findRegisteredClient(
  { storage }: Dependencies,
  clientId: string,
  token: string | undefined,
): Promise<AppClient | undefined> {
  if (token === undefined) return undefined;
  const { clients, registrations } = storage.stores;
  if (!(await registrations.isRegistrationToken(clientId, hashCredential(token)))) return undefined;
  const client = await clients.find(clientId);
  return client?.type === 'app' && client.status !== 'revoked' ? client : undefined;
}

/**
 * Replaces what a client has registered: what it leaves out goes back to the default (RFC 7592 §2.2).
 * What administrators have decided about it stays: it gets no more scopes than it has, and where clients
 * need approval, one that is not what was approved waits again.
 *
 * @param presented what the client says to be already: it has to be right
 * @throws DomainError `invalid_request` with every fault, by the names of the metadata
 */
export async function updateRegistration(
  deps: Dependencies,
  mode: RegistrationMode,
  client: AppClient,
  metadata: ClientMetadata,
  presented: { clientId: string | undefined; clientSecret: string | undefined },
): Promise<AppClient> {
  await refuseOtherIdentity(deps, client, presented);
  refuseFaults(metadataFaults(metadata));
  const asked = toAppInput(metadata, client.accessPreset);
  const input = { ...asked, scopes: scopesWithin(client, asked) };
  if (input.confidential !== client.confidential) {
    const message = 'Cannot be changed between none and the others: register another client.';
    throw invalidRequest([{ path: 'token_endpoint_auth_method', message }]);
  }
  // What is absent is `null` to a patch: back to the default.
  const patch = Object.fromEntries(
    Object.entries(input).map(([field, value]) => [field, value ?? null]),
  );
  const { client: updated } = await inMetadataWords(() =>
    updateClient(deps, REGISTRATION_ACTOR, client.id, patch),
  );
  if (mode === 'approval' && updated.version !== client.version) {
    await changeClientStatus(deps, REGISTRATION_ACTOR, client.id, 'inactive');
  }
  return updated.type === 'app' ? updated : client;
}

/** An administrator may have taken some away; `offline_access` comes and goes with refresh tokens. */
function scopesWithin(client: AppClient, { scopes, refreshToken }: AppClientInput): string[] {
  const present = client.scopes.filter((scope) => scope !== 'offline_access');
  const allowed: readonly string[] = refreshToken ? [...present, 'offline_access'] : present;
  const more = (scopes ?? []).filter((scope) => !allowed.includes(scope));
  refuseFaults(
    more.map((scope) => ({
      path: 'scope',
      message: `The client does not have ${JSON.stringify(scope)}: an administrator can add it.`,
    })),
  );
  return scopes ?? [...allowed];
}

/** The client deregisters itself (RFC 7592 §2.3): it is gone with everything that it was given. */
export function removeRegistration(deps: Dependencies, { id, name }: AppClient): Promise<void> {
  return deleteClient(deps, REGISTRATION_ACTOR, id, { confirmName: name });
}

async function refuseOtherIdentity(
  deps: Dependencies,
  { id }: AppClient,
  { clientId, clientSecret }: { clientId: string | undefined; clientSecret: string | undefined },
): Promise<void> {
  if (clientId !== id) {
    throw invalidRequest([{ path: 'client_id', message: `Required here, and must be ${id}.` }]);
  }
  if (clientSecret === undefined) return;
  const { secrets } = (await findKnownClient(deps.storage.stores, id)) ?? { secrets: [] };
  if (!(await acceptSecret(deps, secrets, clientSecret))) {
    const message = 'Is not the secret of this client: send the right one, or leave it out.';
    throw invalidRequest([{ path: 'client_secret', message }]);
  }
}
