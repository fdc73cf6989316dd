import { z } from 'zod';
import type { Organization } from '../../../domain/directory/directory.ts';
import { PERMISSIONS } from '../../../domain/directory/permission.ts';
import { fromCursor, PAGE_QUERY, pageOf, pageReply } from '../cursor.ts';
import { answerSchema, requestSchema } from '../openapi/components.ts';
import { defineRoute } from '../route.ts';
import { instant, nullableLocale, reference, search, text, toInstant } from './common-schemas.ts';

const organization = answerSchema(
  'Organization',
  z.object({ id: z.string(), name: z.string(), locale: nullableLocale, created_at: instant }),
);

const toView = ({ id, name, locale, createdAt }: Organization): z.input<typeof organization> => ({
  id,
  name,
  locale: locale ?? null,
  created_at: toInstant(createdAt),
});

const TAG = 'Organizations';

export const organizationRoutes = [
  defineRoute({
    ...{ method: 'get', path: '/api/v1/organizations', operation: 'listOrganizations', tag: TAG },
    summary: 'List the organizations of the teams that you see',
    permissions: [PERMISSIONS.readDirectory],
    query: z.object({ ...PAGE_QUERY, search }),
    answer: answerSchema('OrganizationPage', pageOf(organization)),
    async handle({ query, use }) {
      const after = fromCursor('listOrganizations', query.cursor);
      const page = await use.browse.organizations({ ...query, after });
      return pageReply('listOrganizations', page, toView);
    },
  }),
  defineRoute({
    ...{ method: 'post', path: '/api/v1/organizations', operation: 'createOrganization', tag: TAG },
    summary: 'Add an organization',
    permissions: [PERMISSIONS.manageDirectory],
    body: requestSchema('NewOrganization', z.strictObject({ name: text })),
    answer: organization,
    status: 201,
    idempotent: true,
    async handle({ body, use }) {
      const made = await use.directory.createOrganization(body);
      return { body: toView(made), location: `/api/v1/organizations/${made.id}` };
    },
  }),
  defineRoute({
    ...{ method: 'get', path: '/api/v1/organizations/{organization_id}', tag: TAG },
    operation: 'getOrganization',
    summary: 'Read an organization',
    permissions: [PERMISSIONS.readDirectory],
    params: z.object({ organization_id: reference }),
    answer: organization,
    problems: ['not_found'],
    handle: async ({ params, use }) => ({
      body: toView(await use.browse.organization(params.organization_id)),
    }),
  }),
  defineRoute({
    ...{ method: 'patch', path: '/api/v1/organizations/{organization_id}', tag: TAG },
    operation: 'updateOrganization',
    summary: 'Set the language of mails to an organization’s people',
    permissions: [PERMISSIONS.manageDirectory],
    params: z.object({ organization_id: reference }),
    body: requestSchema('OrganizationChange', z.strictObject({ locale: nullableLocale })),
    answer: organization,
    problems: ['not_found'],
    handle: async ({ params, body, use }) => ({
      body: toView(
        await use.locales.setOrganizationLocale(params.organization_id, body.locale ?? undefined),
      ),
    }),
  }),
];
