import fc from 'fast-check';
import type { ClientType } from '../../../src/domain/client/client.ts';
import type { ClientQuery } from '../../../src/domain/client/client-query.ts';

const DAY = 24 * 3600;

/** Settings that differ between types, or have a rule; `null` takes one back. */
export interface Settings {
  name?: string;
  description?: string | null;
  accessTokenLifetime?: number | null;
  requestsPerMinute?: number | null;
  accessPreset?: 'read' | 'full' | null;
  refreshToken?: boolean | null;
  refreshTokenLifetime?: number | null;
  confirmed?: boolean;
}

export type Version = 'any' | 'current' | 'stale';

/** One thing that somebody does to clients. Clients and secrets are named by place, there or not. */
export type Operation =
  | { do: 'create'; client: number; type: ClientType; settings: Settings & { name: string } }
  | { do: 'update'; client: number; settings: Settings; version: Version }
  | { do: 'pause' | 'resume' | 'revoke'; client: number; version: Version }
  | { do: 'delete'; client: number; version: Version; typed: boolean }
  | { do: 'bulkDelete'; clients: number[] }
  | { do: 'createSecret'; client: number; expiresInDays: number | null | undefined }
  | {
      do: 'rotate';
      client: number;
      secret: number | undefined;
      overlapHours: number;
      typed: boolean;
    }
  | { do: 'revokeSecret'; client: number; secret: number }
  | { do: 'authenticate'; client: number; secret: number }
  | { do: 'wait'; milliseconds: number }
  | { do: 'list'; query: ClientQuery; pageSize: number };

export const clientId = (place: number): string => `client-${place}`;

const client = fc.nat(5);
const secret = fc.nat(3);
const version = fc.constantFrom<Version>('any', 'any', 'current', 'stale');
const name = fc.constantFrom('Alpha', 'alpha', 'Ærø', 'beta 100%', 'beta_2', 'client-3 of Zoë');
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const removable = <T>(value: fc.Arbitrary<T>) => optional(fc.option(value, { nil: null, freq: 4 }));

const anySettings = fc
  .record({
    description: removable(fc.constantFrom('One', 'Two')),
    accessTokenLifetime: removable(fc.constantFrom(60, 300, 600, 3600, DAY + 1, DAY + 2, 5)),
    requestsPerMinute: removable(fc.constantFrom(1, 60, 1_000_000, 1_000_001)),
    accessPreset: removable(fc.constantFrom('full' as const, 'full' as const, 'read' as const)),
    refreshToken: removable(fc.boolean()),
    refreshTokenLifetime: removable(fc.constantFrom(DAY, 31 * DAY, 400 * DAY)),
    confirmed: optional(fc.boolean()),
  })
  .map(given);

/** Full access for long: rare among all others, and what confirmations are about. */
const longSettings = fc.record({
  accessPreset: fc.constant('full' as const),
  accessTokenLifetime: fc.constantFrom(DAY + 1, DAY + 2),
});

const settings: fc.Arbitrary<Settings> = fc.oneof(
  { weight: 3, arbitrary: anySettings },
  { weight: 1, arbitrary: longSettings },
);

const query = fc
  .record({
    search: optional(fc.constantFrom('a', 'ALPHA', '%', '_', 'ærø', 'client-3', 'zoë', 'nothing')),
    status: optional(fc.subarray(['active', 'inactive', 'revoked'])),
    type: optional(fc.subarray(['embedded', 'app', 'service'])),
    teamLimit: optional(fc.constantFrom('all', 'limited')),
    scope: optional(fc.constantFrom('write', 'read', 'consumer', 'offline_access')),
    sort: optional(fc.constantFrom('name', 'id', 'createdAt', 'lastUsedAt', 'expiresAt')),
    order: optional(fc.constantFrom('asc', 'desc')),
  })
  .map(given);

/** Creations are more frequent, so that there is something to change. */
export const operations: fc.Arbitrary<Operation[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('create' as const),
        client,
        type: fc.constantFrom<ClientType>('embedded', 'app', 'service'),
        settings: fc.tuple(settings, name).map(([rest, name]) => ({ ...withoutNulls(rest), name })),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('update' as const),
        client,
        settings: fc
          .tuple(settings, optional(name))
          .map(([rest, name]) => (name === undefined ? rest : { ...rest, name })),
        version,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constantFrom('pause' as const, 'resume' as const, 'pause' as const),
        client,
        version,
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('revoke' as const), client, version }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('delete' as const),
        client,
        version,
        typed: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('bulkDelete' as const),
        clients: fc.uniqueArray(client, { maxLength: 3 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('createSecret' as const),
        client,
        expiresInDays: fc.constantFrom(1, 180, null, undefined, 0),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('rotate' as const),
        client,
        secret: optional(secret),
        overlapHours: fc.constantFrom(0, 1, 72, 73),
        typed: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('revokeSecret' as const), client, secret }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant('authenticate' as const), client, secret }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('wait' as const),
        milliseconds: fc.constantFrom(1, 30_000, 60_000, 3_600_000, DAY * 1000, 181 * DAY * 1000),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('list' as const),
        query,
        pageSize: fc.constantFrom(1, 2, 50),
      }),
    },
  ),
  { minLength: 10, maxLength: 60, size: 'max' },
);

/** Without what was left out. */
function given<T extends object>(record: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Only a change takes something back. */
function withoutNulls(record: Settings): Settings {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
}
