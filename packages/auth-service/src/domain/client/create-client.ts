import type { Actor } from '../audit/audit-event.ts';
import { recordAudit } from '../audit/audit-store.ts';
import type { Clock } from '../clock.ts';
import { DomainError, refuseFaults } from '../errors.ts';
import { newId } from '../identifier.ts';
import type { ManagementDependencies } from '../management-dependencies.ts';
import type { Stores } from '../storage.ts';
import type { Client, ClientSettings, ClientType } from './client.ts';
import {
  requireActingAuthority,
  requireClientAuthority,
  requireNamingAuthority,
} from './client-authority.ts';
import type { ClientStatus } from './client-base.ts';
import { CLIENT_KINDS, type ClientOf, type InputOf } from './client-kind.ts';
import type { SecretSummary } from './client-secret.ts';
import { type ClientWarning, clientConfirmations, clientWarnings } from './client-warning.ts';
import { requireConfirmed } from './confirmation.ts';
import { type IssuedSecret, newSecret, secretWarnings, storeSecret } from './issue-secret.ts';

/** A client as somebody describes it; which fields there are depends on the type (CM1). */
export type NewClient = { [T in ClientType]: { type: T } & InputOf<T> }[ClientType];

/** What would become of an input, or of a patch, and what there is to think about. */
export interface ClientPreview<C extends Client = Client> {
  /** With an ID of its own only if one was chosen. */
  client: C;
  warnings: ClientWarning[];
  /** What has to be confirmed, whether it was or not. */
  confirmations: ClientWarning[];
}

export interface CreatedClient<C extends Client = Client> {
  client: C;
  /** Shown once, kept nowhere; `undefined` for a public client, and a revoked one. */
  clientSecret: string | undefined;
  secret: SecretSummary | undefined;
  warnings: ClientWarning[];
}

/** What {@link createClient} would make, without making it: every refusal but a missing confirmation. */
export async function previewClient<T extends ClientType>(
  { storage, clock }: ManagementDependencies,
  actor: Actor,
  type: T,
  input: InputOf<T>,
): Promise<ClientPreview<ClientOf<T>>> {
  const { stores } = storage;
  const kind = CLIENT_KINDS[type];
  refuseFaults(kind.faults(input));
  await requireClientAuthority(stores, actor, kind.place(input));
  await requireNamingAuthority(stores, actor, kind.place(input), kind.user(input));
  const settings = await kind.settings(stores, input);
  await requireActingAuthority(stores, actor, settings);
  if (input.id !== undefined && (await stores.clients.find(input.id))) throw taken(input.id);
  const client = kind.complete(settings, {
    id: input.id ?? '',
    status: 'active',
    version: 1,
    createdAt: clock(),
    createdBy: actor.type === 'user' ? actor.userId : undefined,
    lastUsedAt: undefined,
    expiresAt: undefined,
  });
  return {
    client,
    warnings: [...clientWarnings(client), ...secretWarnings(input.secret)],
    confirmations: clientConfirmations(client),
  };
}

/**
 * Makes a client, with a first secret unless it is public (CM1–CM9).
 *
 * @throws DomainError `invalid_request` with every fault, `not_found`, `permission_required`, `conflict`,
 *   `confirmation_required`
 */
export async function createClient<T extends ClientType>(
  deps: ManagementDependencies,
  actor: Actor,
  type: T,
  input: InputOf<T>,
): Promise<CreatedClient<ClientOf<T>>> {
  const prepared = await prepareClient(deps, actor, type, input);
  await deps.storage.transaction((stores) => insertPrepared(stores, deps.clock, actor, prepared));
  return toCreated(prepared);
}

/** A client that lacks nothing but its place in the database. */
export interface PreparedClient<C extends Client = Client> {
  client: C;
  issued: IssuedSecret | undefined;
  warnings: ClientWarning[];
}

/**
 * Everything that comes before the transaction; refuses as {@link createClient} does.
 *
 * @param status of one that is made again; a revoked one needs no secret any more
 */
export async function prepareClient<T extends ClientType>(
  deps: ManagementDependencies,
  actor: Actor,
  type: T,
  input: InputOf<T>,
  status: ClientStatus = 'active',
): Promise<PreparedClient<ClientOf<T>>> {
  const preview = await previewClient(deps, actor, type, input);
  const { warnings, confirmations } = preview;
  requireConfirmed(confirmations, 'confirmed' in input && input.confirmed === true);
  const id = input.id ?? newId('cli');
  const now = deps.clock();
  const needsNone = isPublic(preview.client) || status === 'revoked';
  const issued = needsNone ? undefined : await newSecret(id, input.secret, now);
  const expiresAt = issued?.secret.expiresAt;
  return { client: { ...preview.client, id, status, createdAt: now, expiresAt }, issued, warnings };
}

/** @throws DomainError `conflict` */
export async function insertPrepared(
  stores: Stores,
  clock: Clock,
  actor: Actor,
  { client, issued }: PreparedClient,
): Promise<void> {
  const { id } = client;
  if (!(await stores.clients.insert(client))) throw taken(id);
  if (issued) await storeSecret(stores, issued);
  await recordAudit(stores.audit, clock, {
    type: 'client.created',
    actor,
    clientId: id,
    subjectId: id,
    details: {
      ...creationDetails(client),
      ...(client.status === 'active' ? {} : { status: client.status }),
    },
  });
}

export const toCreated = <C extends Client>({
  client,
  issued,
  warnings,
}: PreparedClient<C>): CreatedClient<C> => ({
  client,
  clientSecret: issued?.clientSecret,
  secret: issued?.summary,
  warnings,
});

const isPublic = (client: Client): boolean => client.type === 'app' && !client.confidential;

const taken = (id: string): DomainError =>
  new DomainError('conflict', `id: a client ${id} exists already. Choose another.`);

function creationDetails(client: ClientSettings): Record<string, string | number> {
  if (client.type === 'embedded') {
    return {
      name: client.name,
      user_mode: client.userMode,
      allowed_origins: client.allowedOrigins.join(' '),
    };
  }
  return {
    name: client.name,
    client_type: client.type,
    access_preset: client.accessPreset,
    scopes: client.scopes.join(' '),
    access_token_lifetime: client.accessTokenLifetime,
  };
}
