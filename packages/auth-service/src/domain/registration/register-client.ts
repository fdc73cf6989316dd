import type { Actor } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import { changeClientStatus } from '../client/client-lifecycle.ts';
import { createClient } from '../client/create-client.ts';
import type { AppClient } from '../client/oauth-client.ts';
import { refuseFaults } from '../errors.ts';
import type { ManagementDependencies } from '../management-dependencies.ts';
import { hashCredential, newCredential } from '../opaque-credential.ts';
import { type ClientMetadata, metadataFaults, toAppInput } from './client-metadata.ts';
import { inMetadataWords } from './metadata-faults.ts';
import type { RegistrationMode } from './registration-mode.ts';

export interface RegistrationAttempt {
  metadata: ClientMetadata;
  /** As presented. */
  initialAccessToken: string | undefined;
}

export interface Registration {
  client: AppClient;
  /** Shown once; `undefined` for a public client. */
  clientSecret: string | undefined;
  /** When the secret expires, if it does. */
  secretExpiresAt: number | undefined;
  /** With which the client manages itself (RFC 7592); shown once. */
  registrationAccessToken: string;
}

/** Nobody of ours has decided it. */
export const REGISTRATION_ACTOR: Actor = { type: 'service' };

/**
 * Registers an app (RFC 7591): never an embedded client and never a service, which act for users who have
 * not been asked.
 *
 * @returns `undefined` when whoever asks may not
 * @throws DomainError `invalid_request` with every fault, by the names of the metadata
 */
export async function registerClient(
  deps: ManagementDependencies,
  mode: RegistrationMode,
  { metadata, initialAccessToken }: RegistrationAttempt,
): Promise<Registration | undefined> {
  const { storage, clock } = deps;
  const token =
    initialAccessToken === undefined
      ? undefined
      : await storage.stores.registrations.useInitialToken(
          hashCredential(initialAccessToken),
          clock(),
        );
  const needsToken = mode === 'token' || initialAccessToken !== undefined;
  if (mode === 'off' || (needsToken && !token)) return undefined;
  refuseFaults(metadataFaults(metadata));
  const input = toAppInput(metadata, token?.accessPreset ?? 'read');
  const { client, clientSecret, secret } = await inMetadataWords(() =>
    createClient(deps, REGISTRATION_ACTOR, 'app', input),
  );
  // Nobody knows the client before it is answered, so nothing happens in between.
  const status = token ? 'active' : 'inactive';
  await changeClientStatus(deps, REGISTRATION_ACTOR, client.id, status);
  const registrationAccessToken = newCredential('csm_rt_');
  await storage.transaction(async (stores) => {
    await stores.registrations.putRegistrationToken(
      client.id,
      hashCredential(registrationAccessToken),
    );
    await recordAudit(stores.audit, clock, {
      type: 'client.registered',
      actor: REGISTRATION_ACTOR,
      clientId: client.id,
      subjectId: client.id,
      details: token ? { initial_access_token: token.id } : { awaits: 'approval' },
    });
  });
  return {
    client: { ...client, status },
    clientSecret,
    secretExpiresAt: secret?.expiresAt,
    registrationAccessToken,
  };
}
