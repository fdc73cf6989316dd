import type { Actor } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import type { User } from '../directory/directory.ts';
import { DomainError, invalidRequest, refuseFaults } from '../errors.ts';
import { newId } from '../identifier.ts';
import type { Stores } from '../storage.ts';
import { ACCESS_TOKEN_LIFETIME, type EmbeddedClient } from './client.ts';
import { requireClientAuthority } from './client-authority.ts';
import { type EmbeddedClientInput, embeddedClientFaults } from './embedded-client-input.ts';
import type { CreatedClient, ManagementDependencies } from './manage-clients.ts';
import { issueSecret } from './rotate-secret.ts';

/**
 * Makes an embedded client with its first secret (EM1–EM5).
 *
 * @throws DomainError `invalid_request` with every fault, `not_found`, `permission_required`, `conflict`
 */
export async function createEmbeddedClient(
  { storage, clock }: ManagementDependencies,
  actor: Actor,
  input: EmbeddedClientInput,
): Promise<CreatedClient> {
  refuseFaults(embeddedClientFaults(input));
  const { stores } = storage;
  if (!(await stores.directory.findTeam(input.teamId))) {
    throw new DomainError(
      'not_found',
      `teamId: there is no team ${input.teamId}. See them with: casement teams list`,
    );
  }
  const staticUserId =
    input.staticUser === undefined
      ? undefined
      : (await requirePinnable(stores, input.staticUser, input.teamId)).id;
  await requireClientAuthority(stores, actor, [input.teamId], {
    userMode: input.userMode,
    staticUserId,
  });
  const now = clock();
  const client: EmbeddedClient = {
    id: input.id ?? newId('cli'),
    type: 'embedded',
    name: input.name.trim(),
    teamId: input.teamId,
    userMode: input.userMode,
    staticUserId,
    accessTokenLifetime: input.accessTokenLifetime ?? ACCESS_TOKEN_LIFETIME.default,
    status: 'active',
    createdAt: now,
    createdBy: actor.type === 'user' ? actor.userId : undefined,
    allowedOrigins: input.allowedOrigins.toSorted(),
  };
  const clientSecret = await storage.transaction(async (stores) => {
    if (!(await stores.clients.insert(client))) {
      throw new DomainError(
        'conflict',
        `id: a client ${client.id} exists already. Choose another.`,
      );
    }
    const { secret } = await issueSecret(stores, client.id, 'default', now);
    await recordAudit(stores.audit, clock, {
      type: 'client.created',
      actor,
      clientId: client.id,
      subjectId: client.id,
      details: {
        name: client.name,
        user_mode: client.userMode,
        allowed_origins: client.allowedOrigins.join(' '),
      },
    });
    return secret;
  });
  return { client, clientSecret };
}

/** A pinned user is an active member of the client's team (EM2). */
async function requirePinnable(stores: Stores, name: string, teamId: string): Promise<User> {
  const user = name.includes('@')
    ? await stores.directory.findUserByEmail(name)
    : await stores.directory.findUser(name);
  if (!user) {
    throw new DomainError(
      'not_found',
      `staticUser: there is no user ${name}. See them with: casement users list`,
    );
  }
  if (user.status !== 'active') {
    throw invalidRequest([
      { path: 'staticUser', message: `User ${name} is inactive: activate it first.` },
    ]);
  }
  if (!(await stores.directory.permissionsIn(teamId, user.id))) {
    throw invalidRequest([
      { path: 'staticUser', message: `User ${name} is not in team ${teamId}: add it first.` },
    ]);
  }
  return user;
}
