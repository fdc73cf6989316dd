import type { User } from '../directory/directory.ts';
import { invalidRequest } from '../errors.ts';
import type { Stores } from '../storage.ts';
import { ACCESS_TOKEN_LIFETIME, type ClientSettings, type EmbeddedClient } from './client.ts';
import { toAbout } from './client-about.ts';
import type { EmbeddedClientInput } from './embedded-client-input.ts';
import { missing, requireUser } from './required-directory.ts';

/**
 * What an embedded client is set to by an input without faults.
 *
 * @param before what it refers to already is not looked up again: it may have gone or be inactive by now
 * @throws DomainError `not_found`, `invalid_request`
 */
export async function embeddedSettings(
  stores: Stores,
  input: EmbeddedClientInput,
  before?: EmbeddedClient,
): Promise<ClientSettings<EmbeddedClient>> {
  const { teamId, userMode, staticUser } = input;
  const sameTeam = teamId === before?.teamId;
  if (!sameTeam && !(await stores.directory.findTeam(teamId))) missing('teamId', 'team', teamId);
  const kept = sameTeam && staticUser === before?.staticUserId;
  const staticUserId =
    kept || staticUser === undefined
      ? staticUser
      : (await requirePinnable(stores, staticUser, teamId)).id;
  return {
    type: 'embedded',
    name: input.name.trim(),
    ...toAbout(input),
    teamId,
    userMode,
    staticUserId,
    accessTokenLifetime: input.accessTokenLifetime ?? ACCESS_TOKEN_LIFETIME.default,
    requestsPerMinute: input.requestsPerMinute ?? undefined,
    allowedOrigins: input.allowedOrigins.toSorted(),
  };
}

/** The input that makes a client what it is. */
export function embeddedInput(client: EmbeddedClient): EmbeddedClientInput {
  const { name, teamId, userMode, staticUserId, allowedOrigins } = client;
  const { accessTokenLifetime, requestsPerMinute } = client;
  return {
    ...toAbout(client),
    ...{ name, teamId, userMode, accessTokenLifetime, requestsPerMinute, allowedOrigins },
    staticUser: staticUserId,
  };
}

/** A pinned user is an active member of the client's team (EM2). */
async function requirePinnable(stores: Stores, name: string, teamId: string): Promise<User> {
  const user = await requireUser(stores, 'staticUser', name);
  if (!(await stores.directory.permissionsIn(teamId, user.id))) {
    throw invalidRequest([
      { path: 'staticUser', message: `User ${name} is not in team ${teamId}: add it first.` },
    ]);
  }
  return user;
}
