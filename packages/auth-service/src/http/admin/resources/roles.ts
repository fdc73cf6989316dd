import { z } from 'zod';
import { PERMISSIONS } from '../../../domain/directory/permission.ts';
import { answerSchema, requestSchema } from '../openapi/components.ts';
import { defineRoute } from '../route.ts';
import { reference, text } from './common-schemas.ts';

const permissions = z.array(z.string().max(128)).max(200);

const role = answerSchema(
  'Role',
  z.object({
    id: z.string(),
    everywhere: z.boolean().describe('Counts in every team, wherever it was given.'),
    permissions: z.array(z.string()),
  }),
);

const TAG = 'Roles';
const params = z.object({ role_id: reference });

export const roleRoutes = [
  defineRoute({
    ...{ method: 'get', path: '/api/v1/roles', operation: 'listRoles', tag: TAG },
    summary: 'List the roles',
    description: 'They are few and of the whole installation: there are no pages.',
    permissions: [PERMISSIONS.readDirectory],
    answer: answerSchema('RoleList', z.object({ items: z.array(role) })),
    handle: async ({ use }) => ({ body: { items: await use.browse.roles() } }),
  }),
  defineRoute({
    ...{ method: 'post', path: '/api/v1/roles', operation: 'createRole', tag: TAG },
    summary: 'Add a role',
    description: 'Nobody makes a role with permissions that they do not have themselves.',
    permissions: [PERMISSIONS.manageDirectory],
    body: requestSchema('NewRole', z.strictObject({ id: text, permissions })),
    answer: role,
    status: 201,
    problems: ['conflict'],
    idempotent: true,
    async handle({ body, use }) {
      const made = await use.directory.createRole(body);
      return { body: made, location: `/api/v1/roles/${made.id}` };
    },
  }),
  defineRoute({
    ...{ method: 'get', path: '/api/v1/roles/{role_id}', operation: 'getRole', tag: TAG },
    summary: 'Read a role',
    permissions: [PERMISSIONS.readDirectory],
    params,
    answer: role,
    problems: ['not_found'],
    handle: async ({ params, use }) => ({ body: await use.browse.role(params.role_id) }),
  }),
  defineRoute({
    ...{ method: 'patch', path: '/api/v1/roles/{role_id}', operation: 'updateRole', tag: TAG },
    summary: 'Replace the permissions of a role',
    description: 'Applies to everybody who has it with their next request.',
    permissions: [PERMISSIONS.manageDirectory],
    params,
    body: requestSchema('RoleChange', z.strictObject({ permissions })),
    answer: role,
    problems: ['not_found'],
    async handle({ params, body, use }) {
      return { body: await use.directory.setRolePermissions(params.role_id, body.permissions) };
    },
  }),
];
