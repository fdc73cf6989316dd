/** Permissions that the product itself asks for; every other string is the dashboards' own. */
export const PERMISSIONS = {
  readDashboards: 'read:dashboards',
  writeDashboards: 'write:dashboards',
  readClients: 'OAUTH_CLIENT_READ',
  manageClients: 'OAUTH_CLIENT_MANAGE',
  impersonateUsers: 'IMPERSONATE_USERS',
  readDirectory: 'DIRECTORY_READ',
  manageDirectory: 'DIRECTORY_MANAGE',
  readAudit: 'AUDIT_READ',
} as const;

/** One of the product's own. */
export type Permission = (typeof PERMISSIONS)[keyof typeof PERMISSIONS];

/** RFC 6749 §3.3 scope-token: permissions travel in `scope`, so they have its alphabet. */
const SCOPE_TOKEN = /^[\x21\x23-\x5B\x5D-\x7E]{1,128}$/;

/** The rule that a permission breaks, or `undefined`. */
export function permissionFault(permission: string): string | undefined {
  return SCOPE_TOKEN.test(permission)
    ? undefined
    : `"${permission}" is no permission: 1 to 128 visible ASCII characters without space, quote or backslash, for example read:dashboards.`;
}
