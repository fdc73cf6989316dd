import { expect, test } from 'vitest';
import { narrowPermissions } from '../../src/domain/scope/narrow-permissions.ts';

const ALL = [
  'AUDIT_READ',
  'DIRECTORY_MANAGE',
  'DIRECTORY_READ',
  'IMPERSONATE_USERS',
  'OAUTH_CLIENT_MANAGE',
  'OAUTH_CLIENT_READ',
  'approve:invoices',
  'read:dashboards',
  'read:reports',
  'write:dashboards',
];

const READING = ['AUDIT_READ', 'DIRECTORY_READ', 'OAUTH_CLIENT_READ'];

test.each([
  ['read', [...READING, 'read:dashboards', 'read:reports']],
  ['read write', ALL],
  ['read:dashboards', ['read:dashboards']],
  ['read:dashboards write:dashboards', ['read:dashboards', 'write:dashboards']],
  ['read:clients', ['OAUTH_CLIENT_READ']],
  ['write:clients', ['OAUTH_CLIENT_MANAGE']],
  ['consumer', ['read:dashboards', 'read:reports', 'write:dashboards']],
  ['management', [...READING, 'DIRECTORY_MANAGE', 'OAUTH_CLIENT_MANAGE'].sort()],
  ['openid profile email roles offline_access', []],
  ['read:profile write:profile', []],
  ['', []],
  ['approve:invoices READ reading', []],
])('OA9: the scope "%s" lets through %j', (scope, expected) => {
  expect(narrowPermissions(ALL, scope)).toEqual(expected);
});

test('OA9: a scope gives nobody what they may not', () => {
  expect(narrowPermissions(['read:dashboards'], 'read write management')).toEqual([
    'read:dashboards',
  ]);
  expect(narrowPermissions([], 'read write')).toEqual([]);
});
