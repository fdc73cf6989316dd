/** Everything that may be asked for (OA11): a closed set. */
export const SCOPES = [
  'openid',
  'profile',
  'email',
  'roles',
  'offline_access',
  'read',
  'write',
  'read:dashboards',
  'write:dashboards',
  'read:clients',
  'write:clients',
  'read:profile',
  'write:profile',
  'consumer',
  'management',
] as const;

export type Scope = (typeof SCOPES)[number];

/** About the user who signs in: only where there is one. */
const IDENTITY: ReadonlySet<Scope> = new Set([
  'openid',
  'profile',
  'email',
  'roles',
  'offline_access',
  'read:profile',
  'write:profile',
]);

/** Of service clients only. */
const SERVICE_ONLY: ReadonlySet<Scope> = new Set(['consumer', 'management']);

/** Needs the preset `full`. */
const WRITING: ReadonlySet<Scope> = new Set([
  'write',
  'write:dashboards',
  'write:clients',
  'write:profile',
  'management',
]);

export const isScope = (text: string): text is Scope =>
  (SCOPES as readonly string[]).includes(text);

/** Whether a scope lets somebody change something. */
export const isWriting = (scope: Scope): boolean => WRITING.has(scope);

/** Whether a type of client can ask for a scope at all. */
export function scopeApplies(scope: Scope, type: 'app' | 'service'): boolean {
  return type === 'app' ? !SERVICE_ONLY.has(scope) : !IDENTITY.has(scope);
}

/** The scopes of a client that names none: all that its type, its preset and its refresh tokens allow. */
export function defaultScopes(client: {
  type: 'app' | 'service';
  accessPreset: 'read' | 'full';
  refreshToken: boolean;
}): Scope[] {
  return SCOPES.filter(
    (scope) =>
      scopeApplies(scope, client.type) &&
      (client.accessPreset === 'full' || !isWriting(scope)) &&
      (client.refreshToken || scope !== 'offline_access'),
  ).toSorted();
}
