import type { FieldFault } from '@casement/server-sdk/contract';
import type { Actor } from '../audit/audit-event.ts';
import { DomainError, type DomainErrorCode, refuseFaults } from '../errors.ts';
import type { ManagementDependencies } from '../management-dependencies.ts';
import type { Client } from './client.ts';
import { CLIENT_KINDS, type ClientOf, type InputOf } from './client-kind.ts';
import {
  type CreatedClient,
  insertPrepared,
  type NewClient,
  type PreparedClient,
  prepareClient,
  toCreated,
} from './create-client.ts';

/** At once. */
export const IMPORT_MAX = 500;

/** Of these with a secret that was typed in: each is hashed slowly, on purpose, and the machine is others' too. */
export const IMPORT_TYPED_SECRETS_MAX = 50;

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
 * gets a secret of its own, as secrets are never exported.
 *
 * @throws DomainError `invalid_request` with every fault of every client, `permission_required`
 */
export async function importClients(
  deps: ManagementDependencies,
  actor: Actor,
  inputs: readonly NewClient[],
  { dryRun = false }: ImportOptions = {},
): Promise<CreatedClient[]> {
  if (inputs.length === 0 || inputs.length > IMPORT_MAX) {
    refuseFaults([{ path: 'clients', message: `1 to ${IMPORT_MAX} clients at once.` }]);
  }
  refuseFaults(typedSecretsFaults(inputs));
  const faults = repeatedIds(inputs);
  const prepared: PreparedClient[] = [];
  for (const [at, { type, ...input }] of inputs.entries()) {
    try {
      // The type names the kind of input.
      prepared.push(await prepareClient(deps, actor, type, input as InputOf<typeof type>));
    } catch (error) {
      if (!(error instanceof DomainError) || !OF_ONE.has(error.code)) throw error;
      faults.push(...faultsOf(error, `clients.${at}`));
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

/** A client as {@link importClients} takes it: what was set, and none of what became of it. */
export function toImport(client: Client): NewClient {
  const { type } = client;
  const input = (CLIENT_KINDS[type].toInput as (client: Client) => InputOf<typeof type>)(
    client as ClientOf<typeof type>,
  );
  return { ...input, type, id: client.id } as NewClient;
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

function faultsOf({ faults, message }: DomainError, path: string): FieldFault[] {
  if (faults.length === 0) return [{ path, message }];
  return faults.map((fault) => ({ ...fault, path: `${path}.${fault.path}` }));
}
