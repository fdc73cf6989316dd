import type { ClientType } from '../../../src/domain/client/client.ts';
import type { Settings } from './operation.ts';

const DAY = 24 * 3600;

/** What the model knows of a client's settings; `undefined` where they do not apply. */
export interface ModelSettings {
  name: string;
  description: string | undefined;
  accessTokenLifetime: number;
  requestsPerMinute: number | undefined;
  accessPreset: 'read' | 'full' | undefined;
  refreshToken: boolean | undefined;
  refreshTokenLifetime: number | undefined;
}

const LIFETIMES = {
  embedded: { min: 60, max: 600, usual: 300 },
  app: { min: 60, max: 30 * DAY, usual: 3600 },
  service: { min: 60, max: 30 * DAY, usual: 3600 },
} as const;

/** Settings after a change, or of a new client; `undefined` where a rule forbids it. */
export function applySettings(
  type: ClientType,
  before: ModelSettings | undefined,
  change: Omit<Settings, 'confirmed'>,
): ModelSettings | undefined {
  const refreshes = ['refreshToken', 'refreshTokenLifetime'] as const;
  // `null` of what does not apply is nothing, like leaving it out.
  if (type === 'embedded' && change.accessPreset != null) return undefined;
  if (type !== 'app' && refreshes.some((field) => change[field] != null)) return undefined;
  const name = change.name ?? before?.name;
  if (name === undefined) return undefined;
  const { min, max, usual } = LIFETIMES[type];
  const lifetime = pick(change.accessTokenLifetime, before?.accessTokenLifetime, usual);
  if (lifetime < min || lifetime > max) return undefined;
  const requests = pick(change.requestsPerMinute, before?.requestsPerMinute, undefined);
  if (requests !== undefined && requests > 1_000_000) return undefined;
  const refreshToken = pick(change.refreshToken, before?.refreshToken, false);
  const sinceBefore =
    before?.refreshToken && refreshToken ? before.refreshTokenLifetime : undefined;
  const refreshLifetime = pick(change.refreshTokenLifetime, sinceBefore, 7 * DAY);
  if (type === 'app' && change.refreshTokenLifetime != null && !refreshToken) return undefined;
  if (refreshLifetime > 365 * DAY) return undefined;
  return {
    name,
    description: pick(change.description, before?.description, undefined),
    accessTokenLifetime: lifetime,
    requestsPerMinute: requests,
    accessPreset:
      type === 'embedded' ? undefined : pick(change.accessPreset, before?.accessPreset, 'read'),
    refreshToken: type === 'app' ? refreshToken : undefined,
    refreshTokenLifetime: type === 'app' ? refreshLifetime : undefined,
  };
}

/** Each reason for a confirmation, with its extent. */
export function confirmationsOf(settings: ModelSettings): string[] {
  const { accessPreset, accessTokenLifetime, refreshToken, refreshTokenLifetime = 0 } = settings;
  if (accessPreset !== 'full') return [];
  return [
    ...(accessTokenLifetime > DAY ? [`access ${accessTokenLifetime}`] : []),
    ...(refreshToken && refreshTokenLifetime > 30 * DAY ? [`refresh ${refreshTokenLifetime}`] : []),
  ];
}

/** As far as the queries name them. */
export function scopesOf(client: ModelSettings & { type: ClientType }): string[] {
  if (client.type === 'embedded') return [];
  return [
    'read',
    ...(client.accessPreset === 'full' ? ['write'] : []),
    ...(client.type === 'service' ? ['consumer'] : []),
    ...(client.refreshToken ? ['offline_access'] : []),
  ];
}

/** A change, else what was, else what is usual; `null` goes back to the usual. */
function pick<T>(change: T | null | undefined, before: T | undefined, usual: T): T {
  if (change === null) return usual;
  return change ?? before ?? usual;
}
