import type { Actor } from '../audit/audit-event.ts';
import { auditEvent } from '../audit/audit-store.ts';
import { DomainError, refuseFaults } from '../errors.ts';
import { snakeCase } from '../letter-case.ts';
import type { ManagementDependencies } from '../management-dependencies.ts';
import { publishSecurityEvents } from '../security-event/publish-security-events.ts';
import type { Stores } from '../storage.ts';
import type { Client, ClientType } from './client.ts';
import { ABOUT_FIELDS } from './client-about.ts';
import {
  placeKey,
  requireActingAuthority,
  requireClientAuthority,
  requireNamingAuthority,
} from './client-authority.ts';
import type { ClientRecord } from './client-base.ts';
import { CLIENT_KINDS, type ClientOf } from './client-kind.ts';
import {
  noteFormer,
  refuseRevoked,
  refuseStale,
  requireClient,
  type VersionOptions,
} from './client-lifecycle.ts';
import { applyPatch, type ClientPatch } from './client-patch.ts';
import { type ClientWarning, clientWarnings, newConfirmations } from './client-warning.ts';
import { requireConfirmed } from './confirmation.ts';
import type { ClientPreview } from './create-client.ts';

export interface UpdatedClient {
  client: Client;
  warnings: ClientWarning[];
}

/** What no token and no page outside depends on: whoever may pause the client may change it. */
const NO_TOKEN_DEPENDS_ON: ReadonlySet<string> = new Set([
  'name',
  'requestsPerMinute',
  ...ABOUT_FIELDS,
]);

/** For which teams and organizations a client works. */
const PLACE: ReadonlySet<string> = new Set(['teamId', 'teamRestriction', 'roles']);

/** Whose tokens are not what they were: they are told of by their subject, and that is another one now. */
const SUBJECT: ReadonlySet<string> = new Set(['userId', 'roles', 'confidential']);

/**
 * Changes what a client is set to, by the rules by which it would be made. What is so already is no
 * change: nothing is recorded, and the version stays.
 *
 * @throws DomainError `invalid_request` with every fault, `not_found`, `permission_required`,
 *   `stale_version`, `confirmation_required`; `conflict` for a revoked one
 */
export async function updateClient(
  { storage, clock }: ManagementDependencies,
  actor: Actor,
  id: string,
  patch: ClientPatch,
  options: VersionOptions = {},
): Promise<UpdatedClient> {
  return storage.transaction(async (stores) => {
    const { before, preview, changed } = await prepareUpdate(stores, actor, id, patch, options);
    requireConfirmed(preview.confirmations, patch.confirmed);
    const { client, warnings } = preview;
    if (changed.length === 0) return { client: before, warnings };
    const event = auditEvent(clock, {
      type: 'client.updated',
      actor,
      clientId: id,
      subjectId: id,
      details: { version: client.version, ...auditedChanges(client, changed) },
    });
    // Whom it works for no longer hears of that, too.
    if (changed.some((field) => PLACE.has(field))) await stores.webhooks.enqueue(event);
    if (!(await stores.clients.replace(client, before.version))) throw raced(id);
    if (changed.includes('confidential')) await endCredentials(stores, id, clock());
    if (changed.some((field) => SUBJECT.has(field))) await stores.oauthArtifacts.removeByClient(id);
    await stores.audit.append(event);
    // Where it went is its new teams' to know.
    if (placeKey(client) !== placeKey(before)) await noteFormer(stores, before, event.at - 1);
    if (!changed.every((field) => NO_TOKEN_DEPENDS_ON.has(field))) {
      await publishSecurityEvents(stores, clock, [{ type: 'client.changed', clientId: id }]);
    }
    return { client, warnings };
  });
}

/** What {@link updateClient} would make of it, without doing it: every refusal but a missing confirmation. */
export async function previewUpdate(
  { storage }: ManagementDependencies,
  actor: Actor,
  id: string,
  patch: ClientPatch,
  options: VersionOptions = {},
): Promise<ClientPreview> {
  return (await prepareUpdate(storage.stores, actor, id, patch, options)).preview;
}

interface PreparedUpdate {
  before: Client;
  preview: ClientPreview;
  /** Names of the settings that differ. */
  changed: string[];
}

async function prepareUpdate(
  stores: Stores,
  actor: Actor,
  id: string,
  patch: ClientPatch,
  { expectedVersion }: VersionOptions,
): Promise<PreparedUpdate> {
  const before = await requireClient(stores, id);
  await requireClientAuthority(stores, actor, before);
  refuseStale(before, expectedVersion);
  refuseRevoked(before);
  switch (before.type) {
    case 'embedded':
      return prepare(stores, actor, 'embedded', before, patch);
    case 'app':
      return prepare(stores, actor, 'app', before, patch);
    case 'service':
      return prepare(stores, actor, 'service', before, patch);
  }
}

async function prepare<T extends ClientType>(
  stores: Stores,
  actor: Actor,
  type: T,
  before: ClientOf<T>,
  patch: ClientPatch,
): Promise<PreparedUpdate> {
  const kind = CLIENT_KINDS[type];
  refuseFaults(fixedFaults(patch));
  const input = applyPatch<T>(kind.toInput(before), patch);
  refuseFaults(kind.faults(input));
  const user = kind.user(input);
  if (user !== kind.user(kind.toInput(before))) {
    await requireNamingAuthority(stores, actor, kind.place(input), user);
  }
  const settings = await kind.settings(stores, input, before);
  const changed = Object.entries(settings)
    .filter(([field, value]) => !same(value, before[field as keyof ClientOf<T>]))
    .map(([field]) => field);
  const version = before.version + (changed.length === 0 ? 0 : 1);
  const client = kind.complete(settings, { ...recordOf(before), version });
  await requireClientAuthority(stores, actor, client);
  if (!changed.every((field) => NO_TOKEN_DEPENDS_ON.has(field))) {
    await requireActingAuthority(stores, actor, client);
  }
  return {
    before,
    changed,
    preview: {
      client,
      warnings: [...clientWarnings(client), ...credentialWarnings(client, changed)],
      confirmations: newConfirmations(client, before),
    },
  };
}

function recordOf({ id, status, version, ...client }: Client): ClientRecord {
  const { createdAt, createdBy, lastUsedAt, expiresAt } = client;
  return { id, status, version, createdAt, createdBy, lastUsedAt, expiresAt };
}

const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const FIXED = {
  id: 'A client’s ID never changes: make another client.',
  type: 'A client’s type never changes: make another client.',
  status: 'Pause, resume or revoke it instead.',
  version:
    'The service counts versions itself: say which one you have seen when you send the change.',
  secret: 'Secrets are created and rotated by themselves.',
} as const;

function fixedFaults(patch: object) {
  return Object.entries(FIXED)
    .filter(([path]) => path in patch)
    .map(([path, message]) => ({ path, message }));
}

function credentialWarnings(client: Client, changed: readonly string[]): ClientWarning[] {
  if (client.type !== 'app' || !changed.includes('confidential') || !client.confidential) return [];
  const message = 'It has no secret yet and cannot authenticate: create one.';
  return [{ code: 'no_secret', level: 'information', field: 'confidential', message }];
}

/** A public client has nothing to authenticate with, and one that becomes confidential starts anew. */
async function endCredentials({ clients }: Stores, id: string, now: number): Promise<void> {
  for (const { id: secretId, revokedAt } of await clients.listSecrets(id)) {
    if (revokedAt === undefined) await clients.revokeSecret(secretId, now);
  }
  await clients.revokePublicKeys(id, now);
}

/** What it is now: short, and flat. */
function auditedChanges(client: Client, changed: readonly string[]): Record<string, string> {
  const values = Object.entries(client).filter(([field]) => changed.includes(field));
  return Object.fromEntries(
    values.map(([field, value]) => [
      snakeCase(field),
      Array.isArray(value) && value.every((one) => typeof one === 'string')
        ? value.join(' ')
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value ?? ''),
    ]),
  );
}

const raced = (id: string): DomainError =>
  new DomainError('stale_version', `client: ${id} was changed meanwhile. Read it again.`);
