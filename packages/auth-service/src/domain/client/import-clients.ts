import type { FieldFault } from '@casement/server-sdk/contract';
import type { Actor } from '../audit/audit-event.ts';
import { DomainError, type DomainErrorCode, refuseFaults } from '../errors.ts';
import type { ManagementDependencies } from '../management-dependencies.ts';
import { CLIENT_STATUSES, type ClientStatus } from './client-base.ts';
import type { InputOf } from './client-kind.ts';
import {
  type CreatedClient,
  insertPrepared,
  type NewClient,
  type PreparedClient,
  prepareClient,
  toCreated,
} from './create-client.ts';
import { localWords, translated } from './portable-client.ts';

/** At once. */
export const IMPORT_MAX = 500;

/** Of these with a secret that was typed in: each is hashed slowly, on purpose, and the machine is others' too. */
export const IMPORT_TYPED_SECRETS_MAX = 50;

/**
 * A client as an export has it. Teams and apps are named by slug or ID, organizations by unique name or ID, users
 * by e-mail address or ID.
 */
export type ImportedClient = NewClient & {
  /** Kept: an inactive one is paused, a revoked one stays so and gets no secret. Active when absent. */
  status?: ClientStatus | undefined;
};

export interface ImportOptions {
  /** Checks everything and makes nothing; what it answers has no secrets. */
  dryRun?: boolean | undefined;
}

/** What is the fault of one of them, and not of whoever imports. */
const OF_ONE: ReadonlySet<DomainErrorCode> = new Set([
  'invalid_request',
  'not_found',
  'conflict',
  'confirmation_required',
]);

/**
 * Makes up to 500 clients in one transaction: all of them, or none where one has a fault (CM22). Each
 * gets a secret of its own, as secrets are never exported, unless it is public or revoked.
 *
 * @throws DomainError `invalid_request` with every fault of every client, `permission_required`
 */
export async function importClients(
  deps: ManagementDependencies,
  actor: Actor,
  inputs: readonly ImportedClient[],
  { dryRun = false }: ImportOptions = {},
): Promise<CreatedClient[]> {
  if (inputs.length === 0 || inputs.length > IMPORT_MAX) {
    refuseFaults([{ path: 'clients', message: `1 to ${IMPORT_MAX} clients at once.` }]);
  }
  refuseFaults(typedSecretsFaults(inputs));
  const faults = repeatedIds(inputs);
  const prepared: PreparedClient[] = [];
  const words = await localWords(deps.storage.stores, actor);
  for (const [at, { status = 'active', ...client }] of inputs.entries()) {
    try {
      refuseFaults(statusFaults(status, client));
      const { type, ...input } = await translated<NewClient>(client, words);
      // The type names the kind of input.
      const fields = input as InputOf<typeof type>;
      prepared.push(await prepareClient(deps, actor, type, fields, status));
    } catch (error) {
      if (!(error instanceof DomainError) || !OF_ONE.has(error.code)) throw error;
      faults.push(...faultsOf(error, `clients.${at}`, client.name));
    }
  }
  refuseFaults(faults);
  if (dryRun) {
    return prepared.map((one) => toCreated({ ...one, issued: undefined }));
  }
  await deps.storage.transaction(async (stores) => {
    for (const one of prepared) await insertPrepared(stores, deps.clock, actor, one);
  });
  return prepared.map(toCreated);
}

function typedSecretsFaults(inputs: readonly NewClient[]): FieldFault[] {
  const typed = inputs.filter(({ secret }) => secret?.value !== undefined).length;
  if (typed <= IMPORT_TYPED_SECRETS_MAX) return [];
  const message = `At most ${IMPORT_TYPED_SECRETS_MAX} of them with a typed-in secret (secret.value) at once; these are ${typed}. Leave the values out to get generated secrets, which are better, or import in several parts.`;
  return [{ path: 'clients', message }];
}

function repeatedIds(inputs: readonly NewClient[]): FieldFault[] {
  const seen = new Set<string>();
  return inputs.flatMap(({ id }, at) => {
    if (id === undefined || !seen.has(id)) {
      if (id !== undefined) seen.add(id);
      return [];
    }
    return [{ path: `clients.${at}.id`, message: `${id} is there twice.` }];
  });
}

function statusFaults(status: ClientStatus, { secret }: NewClient): FieldFault[] {
  if (!CLIENT_STATUSES.includes(status)) {
    return [{ path: 'status', message: `One of ${CLIENT_STATUSES.join(', ')}.` }];
  }
  if (status !== 'revoked' || secret === undefined) return [];
  return [{ path: 'secret', message: 'A revoked client gets no secret: leave it out.' }];
}

/** With the field, which most messages begin with, in the path, and the client's name in its place. */
function faultsOf({ faults, message }: DomainError, path: string, name: string): FieldFault[] {
  const [, field = '', rule = message] = /^([A-Za-z.\d]+): (.*)$/s.exec(message) ?? [];
  const found = faults.length === 0 ? [{ path: field, message: rule }] : faults;
  return found.map((fault) => ({
    path: fault.path === '' ? path : `${path}.${fault.path}`,
    message: ofClient(name, fault.message),
  }));
}

/** Whose fault it is: among many, a number says little. */
export const ofClient = (name: string, message: string): string =>
  `Client ${JSON.stringify(name)}: ${message}`;
