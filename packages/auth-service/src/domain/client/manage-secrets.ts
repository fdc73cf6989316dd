import type { Actor } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import { DomainError, refuseFaults } from '../errors.ts';
import type { ManagementDependencies } from '../management-dependencies.ts';
import type { Stores } from '../storage.ts';
import type { Client } from './client.ts';
import {
  type ClientSecret,
  LIVE_SECRETS_MAX,
  type SecretSummary,
  secretState,
  summarizeSecret,
} from './client-secret.ts';
import type { ClientWarning } from './client-warning.ts';
import { requireTypedName } from './confirmation.ts';
import { type IssuedSecret, newSecret, secretWarnings, storeSecret } from './issue-secret.ts';
import { type SecretInput, secretFaults } from './secret-input.ts';

export interface CreatedSecret {
  client: Client;
  secret: SecretSummary;
  /** Shown once, kept nowhere. */
  clientSecret: string;
  warnings: ClientWarning[];
}

export interface RotationInput extends SecretInput {
  /** Hours during which what is replaced still works, 0–72; at once when absent (CM10). */
  overlapHours?: number | undefined;
  /** Replaces this one only; every live one when absent. */
  secretId?: string | undefined;
  /** The client's name, typed to confirm; the operator at the machine may leave it out. */
  confirmName?: string | undefined;
}

/** A client's secrets: several may live side by side, each with a name and an end. */
export interface SecretManagement {
  /** Also those that have ended; oldest first. */
  list(clientId: string): Promise<SecretSummary[]>;
  /** @throws DomainError `conflict` for a public or revoked client, and beyond ten live secrets */
  create(clientId: string, input?: SecretInput): Promise<CreatedSecret>;
  /** Makes a new secret; the one it replaces, or all, end at once or after the overlap. */
  rotate(clientId: string, input?: RotationInput): Promise<CreatedSecret>;
  /** Ends one at once and for good. */
  revoke(clientId: string, secretId: string): Promise<SecretSummary>;
}

/** How the use cases get at a client: each throws `not_found` and `permission_required`. */
export interface SecretAccess {
  readable(id: string): Promise<Client>;
  manageable(id: string, within?: Stores): Promise<Client>;
  /** That it may be authenticated with what is made now; within a transaction, too. */
  credentialed(id: string, within?: Stores): Promise<Client>;
}

const OVERLAP_HOURS_MAX = 72;
const HOUR = 3_600_000;

export function manageSecrets(
  { storage, clock }: ManagementDependencies,
  actor: Actor,
  access: SecretAccess,
): SecretManagement {
  const { clients } = storage.stores;
  const summaries = async (clientId: string): Promise<SecretSummary[]> => {
    const now = clock();
    return (await clients.listSecrets(clientId)).map((secret) => summarizeSecret(secret, now));
  };
  const add = (client: Client, issued: IssuedSecret, work: (stores: Stores) => Promise<void>) =>
    storage.transaction(async (stores) => {
      // It may have been revoked, deleted or moved while the secret was made.
      await access.credentialed(client.id, stores);
      await work(stores);
      await requireRoom(stores, client.id, clock());
      await storeSecret(stores, issued);
    });
  const created = async (
    { id }: Client,
    { summary, clientSecret }: IssuedSecret,
    input: SecretInput,
  ) => {
    // Its end has moved with its secrets.
    const client = await access.readable(id);
    return { client, secret: summary, clientSecret, warnings: secretWarnings(input) };
  };
  const audit =
    (type: 'client.secret_created' | 'client.secret_rotated' | 'client.secret_revoked') =>
    (
      stores: Stores,
      clientId: string,
      subjectId: string,
      details: Record<string, string | number>,
    ) =>
      recordAudit(stores.audit, clock, { type, actor, clientId, subjectId, details });

  return {
    async list(clientId) {
      await access.readable(clientId);
      return summaries(clientId);
    },

    async create(clientId, input = {}) {
      refuseFaults(secretFaults(input, clientId, ''));
      const client = await access.credentialed(clientId);
      const issued = await newSecret(clientId, input, clock());
      await add(client, issued, (stores) =>
        audit('client.secret_created')(stores, clientId, issued.secret.id, {
          name: issued.secret.name,
        }),
      );
      return created(client, issued, input);
    },

    async rotate(clientId, { overlapHours = 0, secretId, confirmName, ...input } = {}) {
      const overlap = overlapFaults(overlapHours);
      refuseFaults([...overlap, ...secretFaults(input, clientId, '')]);
      const client = await access.credentialed(clientId);
      requireTypedName(actor, client, confirmName);
      const replaced = await requireReplaced(clients, clientId, secretId, clock());
      const name = input.name ?? replaced?.name ?? 'rotated';
      const issued = await newSecret(clientId, { ...input, name }, clock());
      await add(client, issued, async (stores) => {
        const until = clock() + overlapHours * HOUR;
        await stores.clients.endSecrets(clientId, replaced?.id, until);
        await audit('client.secret_rotated')(stores, clientId, issued.secret.id, {
          overlap_hours: overlapHours,
          ...(replaced === undefined ? {} : { replaced: replaced.id }),
        });
      });
      return created(client, issued, input);
    },

    async revoke(clientId, secretId) {
      await access.manageable(clientId);
      await storage.transaction(async (stores) => {
        const secret = await requireSecret(stores.clients, clientId, secretId);
        if (secret.revokedAt !== undefined) return;
        await stores.clients.revokeSecret(secretId, clock());
        const { name } = secret;
        await audit('client.secret_revoked')(stores, clientId, secretId, { name });
      });
      const found = (await summaries(clientId)).find(({ id }) => id === secretId);
      if (!found) throw noSecret(clientId, secretId);
      return found;
    },
  };
}

function overlapFaults(hours: number) {
  if (hours >= 0 && hours <= OVERLAP_HOURS_MAX) return [];
  const message = `A number of hours from 0 to ${OVERLAP_HOURS_MAX}; this is ${hours}.`;
  return [{ path: 'overlapHours', message }];
}

async function requireRoom({ clients }: Stores, clientId: string, now: number): Promise<void> {
  const secrets = await clients.listSecrets(clientId);
  const live = secrets.filter((secret) => secretState(secret, now) === 'live');
  if (live.length < LIVE_SECRETS_MAX) return;
  throw new DomainError(
    'conflict',
    `client: ${clientId} has ${live.length} live secrets, as many as there may be. Revoke one first.`,
  );
}

async function requireReplaced(
  clients: Stores['clients'],
  clientId: string,
  secretId: string | undefined,
  now: number,
): Promise<ClientSecret | undefined> {
  if (secretId === undefined) return undefined;
  const secret = await requireSecret(clients, clientId, secretId);
  if (secretState(secret, now) === 'live') return secret;
  throw new DomainError(
    'conflict',
    `secretId: ${secretId} has ended already. Create a new secret instead.`,
  );
}

async function requireSecret(
  clients: Stores['clients'],
  clientId: string,
  secretId: string,
): Promise<ClientSecret> {
  const found = (await clients.listSecrets(clientId)).find(({ id }) => id === secretId);
  if (found) return found;
  throw noSecret(clientId, secretId);
}

const noSecret = (clientId: string, secretId: string): DomainError =>
  new DomainError('not_found', `secret: The client ${clientId} has no secret ${secretId}.`);
