import type { ClientType } from '../../../src/domain/client/client.ts';
import type { ClientStatus } from '../../../src/domain/client/client-base.ts';
import type { ClientQuery } from '../../../src/domain/client/client-query.ts';
import type { DomainErrorCode } from '../../../src/domain/errors.ts';
import { clientId, type Operation, type Settings, type Version } from './operation.ts';
import { applySettings, confirmationsOf, type ModelSettings, scopesOf } from './settings-model.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MINUTE = 60_000;

export interface ModelSecret {
  createdAt: number;
  expiresAt: number | undefined;
  revokedAt: number | undefined;
  lastUsedAt: number | undefined;
}

export interface ModelClient extends ModelSettings {
  type: ClientType;
  status: ClientStatus;
  version: number;
  createdAt: number;
  lastUsedAt: number | undefined;
  secrets: ModelSecret[];
}

/** What an operation answers: done, or the code of the refusal. */
export type Outcome = 'done' | DomainErrorCode;

/** The rules of managing clients once more, as plainly as they can be put: no database, no permissions. */
export class ClientModel {
  readonly clients = new Map<string, ModelClient>();
  /** Entries of the audit log that there should be. */
  recorded = 0;
  now: number;

  constructor(now: number) {
    this.now = now;
  }

  apply(operation: Exclude<Operation, { do: 'list' | 'wait' }>): Outcome {
    switch (operation.do) {
      case 'create':
        return this.#create(operation);
      case 'bulkDelete':
        return this.#bulkDelete(operation.clients.map(clientId));
      default: {
        const client = this.clients.get(clientId(operation.client));
        if (operation.do === 'createSecret' && operation.expiresInDays === 0) {
          return 'invalid_request';
        }
        if (operation.do === 'rotate' && operation.overlapHours > 72) return 'invalid_request';
        return client ? this.#change(client, operation) : 'not_found';
      }
    }
  }

  expiresAt({ secrets }: ModelClient): number | undefined {
    const ends = secrets.filter((one) => one.revokedAt === undefined).map((one) => one.expiresAt);
    return ends.length === 0 || ends.includes(undefined)
      ? undefined
      : Math.max(...ends.map(Number));
  }

  isLive({ expiresAt, revokedAt }: ModelSecret): boolean {
    return revokedAt === undefined && (expiresAt === undefined || expiresAt > this.now);
  }

  /** The IDs of those that a query asks for, in order. */
  list({ sort = 'name', order = 'asc', ...query }: ClientQuery): string[] {
    const values = {
      name: (_: string, { name }: ModelClient) => name.normalize('NFKC').toLowerCase(),
      id: (id: string) => id,
      createdAt: (_: string, client: ModelClient) => client.createdAt,
      lastUsedAt: (_: string, client: ModelClient) => client.lastUsedAt ?? 0,
      expiresAt: (_: string, client: ModelClient) => this.expiresAt(client) ?? Infinity,
    };
    const sortedBy = values[sort as keyof typeof values];
    const found = [...this.clients]
      .filter(([id, client]) => matches(id, client, query))
      .map(([id, client]) => ({ id, value: sortedBy(id, client) }))
      .sort((a, b) => compare(a.value, b.value) || compare(a.id, b.id))
      .map(({ id }) => id);
    return order === 'asc' ? found : found.reverse();
  }

  #create({ client, type, settings }: Operation & { do: 'create' }): Outcome {
    const { confirmed, ...given } = settings;
    const made = applySettings(type, undefined, given);
    if (made === undefined) return 'invalid_request';
    const id = clientId(client);
    if (this.clients.has(id)) return 'conflict';
    if (!confirmed && confirmationsOf(made).length > 0) return 'confirmation_required';
    this.clients.set(id, {
      ...made,
      type,
      status: 'active',
      version: 1,
      createdAt: this.now,
      lastUsedAt: undefined,
      secrets: [this.#newSecret(180)],
    });
    return this.#done();
  }

  #change(
    client: ModelClient,
    operation: Exclude<Operation, { do: 'list' | 'wait' | 'create' | 'bulkDelete' }>,
  ): Outcome {
    const isStale = (version: Version) => version === 'stale';
    switch (operation.do) {
      case 'update':
        if (isStale(operation.version)) return 'stale_version';
        return this.#update(client, operation.settings);
      case 'pause':
      case 'resume':
      case 'revoke':
        if (isStale(operation.version)) return 'stale_version';
        return this.#setStatus(client, operation.do);
      case 'delete':
        if (isStale(operation.version)) return 'stale_version';
        if (!operation.typed) return 'confirmation_required';
        this.clients.delete(clientId(operation.client));
        return this.#done();
      case 'createSecret':
        return this.#createSecret(client, operation.expiresInDays);
      case 'rotate':
        return this.#rotate(client, operation);
      case 'revokeSecret': {
        const secret = client.secrets[operation.secret];
        if (!secret) return 'not_found';
        if (secret.revokedAt !== undefined) return 'done';
        secret.revokedAt = this.now;
        return this.#done();
      }
      case 'authenticate': {
        const secret = client.secrets[operation.secret];
        if (!secret || !this.isLive(secret)) return 'invalid_client';
        if (this.now - (secret.lastUsedAt ?? 0) >= MINUTE) {
          secret.lastUsedAt = this.now;
          if (this.now - (client.lastUsedAt ?? 0) >= MINUTE) client.lastUsedAt = this.now;
        }
        return 'done';
      }
    }
  }

  #update(client: ModelClient, { confirmed, ...patch }: Settings): Outcome {
    if (client.status === 'revoked') return 'conflict';
    const made = applySettings(client.type, client, patch);
    if (made === undefined) return 'invalid_request';
    const known = confirmationsOf(client);
    const asked = confirmationsOf(made).filter((reason) => !known.includes(reason));
    if (!confirmed && asked.length > 0) return 'confirmation_required';
    const changed = Object.entries(made).some(
      ([field, value]) => client[field as keyof ModelSettings] !== value,
    );
    if (!changed) return 'done';
    Object.assign(client, made, { version: client.version + 1 });
    return this.#done();
  }

  #setStatus(client: ModelClient, verb: 'pause' | 'resume' | 'revoke'): Outcome {
    const status = ({ pause: 'inactive', resume: 'active', revoke: 'revoked' } as const)[verb];
    if (client.status === status) return 'done';
    if (client.status === 'revoked') return 'conflict';
    Object.assign(client, { status, version: client.version + 1 });
    return this.#done();
  }

  #bulkDelete(ids: string[]): Outcome {
    if (ids.length === 0) return 'invalid_request';
    if (!ids.every((id) => this.clients.has(id))) return 'not_found';
    for (const id of ids) {
      this.clients.delete(id);
      this.#done();
    }
    return 'done';
  }

  #createSecret(client: ModelClient, days: number | null | undefined): Outcome {
    if (client.status === 'revoked' || this.#isFull(client)) return 'conflict';
    client.secrets.push(this.#newSecret(days === undefined ? 180 : days));
    return this.#done();
  }

  #rotate(client: ModelClient, operation: Operation & { do: 'rotate' }): Outcome {
    if (client.status === 'revoked') return 'conflict';
    if (!operation.typed) return 'confirmation_required';
    const place = operation.secret;
    const one = place === undefined ? undefined : client.secrets[place];
    if (place !== undefined && !one) return 'not_found';
    if (one && !this.isLive(one)) return 'conflict';
    const until = this.now + operation.overlapHours * HOUR;
    const before = structuredClone(client.secrets);
    for (const secret of one ? [one] : client.secrets) {
      const ends = secret.revokedAt === undefined && (secret.expiresAt ?? Infinity) > until;
      if (ends) secret.expiresAt = until;
    }
    if (this.#isFull(client)) {
      client.secrets = before;
      return 'conflict';
    }
    client.secrets.push(this.#newSecret(180));
    return this.#done();
  }

  #isFull({ secrets }: ModelClient): boolean {
    return secrets.filter((secret) => this.isLive(secret)).length >= 10;
  }

  #newSecret(days: number | null): ModelSecret {
    return {
      createdAt: this.now,
      expiresAt: days === null ? undefined : this.now + days * DAY,
      revokedAt: undefined,
      lastUsedAt: undefined,
    };
  }

  #done(): 'done' {
    this.recorded += 1;
    return 'done';
  }
}

function matches(id: string, client: ModelClient, query: ClientQuery): boolean {
  const { search, status, type, teamLimit, scope } = query;
  const part = search?.toLowerCase();
  return (
    (part === undefined || client.name.toLowerCase().includes(part) || id.includes(part)) &&
    (!status || status.length === 0 || status.includes(client.status)) &&
    (!type || type.length === 0 || type.includes(client.type)) &&
    (teamLimit === undefined || (client.type === 'embedded') === (teamLimit === 'limited')) &&
    (scope === undefined || scopesOf(client).includes(scope))
  );
}

const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);
