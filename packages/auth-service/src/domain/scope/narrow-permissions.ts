import { PERMISSIONS } from '../directory/permission.ts';
import { SCOPES, type Scope } from './scope.ts';

/** Reading of what the product itself keeps. */
const READING: readonly string[] = [
  PERMISSIONS.readClients,
  PERMISSIONS.readDirectory,
  PERMISSIONS.readAudit,
];
const MANAGEMENT: readonly string[] = [
  ...READING,
  PERMISSIONS.manageClients,
  PERMISSIONS.manageDirectory,
];

const isReading = (permission: string): boolean =>
  permission.startsWith('read:') || READING.includes(permission);

/** Permissions of the dashboards: those that are written `read:…` or `write:…`. */
const isData = (permission: string): boolean => /^(read|write):/.test(permission);

/** What each scope lets through. Scopes about the user's identity let no permission through. */
const COVERS: ReadonlyMap<string, (permission: string) => boolean> = new Map<
  Scope,
  (permission: string) => boolean
>([
  ['read', isReading],
  // Full access is everything that the user may, dashboards' own permissions included.
  ['write', (permission) => !isReading(permission)],
  ['read:dashboards', (permission) => permission === PERMISSIONS.readDashboards],
  ['write:dashboards', (permission) => permission === PERMISSIONS.writeDashboards],
  ['read:clients', (permission) => permission === PERMISSIONS.readClients],
  ['write:clients', (permission) => permission === PERMISSIONS.manageClients],
  ['consumer', isData],
  ['management', (permission) => MANAGEMENT.includes(permission)],
]);

/** Whether a scope lets any permission through at all: those about the user's identity do not. */
export const letsThrough = (scope: string): boolean => COVERS.has(scope);

/**
 * What a token may do of what its subject may do now (OA9): never more than the subject, narrowed by
 * the scope that was granted.
 *
 * @param scope as granted, separated by spaces
 */
export function narrowPermissions(permissions: readonly string[], scope: string): string[] {
  const covering = scope.split(' ').flatMap((name) => COVERS.get(name) ?? []);
  return permissions.filter((permission) => covering.some((covers) => covers(permission)));
}

/** The scopes of which one suffices for one of the permissions. */
export function scopesCovering(permissions: readonly string[]): Scope[] {
  return SCOPES.filter((scope) => permissions.some((one) => COVERS.get(scope)?.(one)));
}
