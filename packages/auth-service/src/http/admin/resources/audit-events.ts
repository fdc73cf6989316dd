import { z } from 'zod';
import { AUDIT_EVENT_TYPES, AUDIT_OUTCOMES } from '../../../domain/audit/audit-event.ts';
import type { AuditQuery } from '../../../domain/audit/audit-query.ts';
import { PERMISSIONS } from '../../../domain/directory/permission.ts';
import { auditEventView, exportAuditEvents } from '../../../export/audit-export.ts';
import { FILE_MEDIA } from '../../../export/exported-file.ts';
import { FILE_FORMATS } from '../../../export/file-format.ts';
import { fromCursor, PAGE_QUERY, pageOf, pageReply } from '../cursor.ts';
import { answerSchema } from '../openapi/components.ts';
import { defineRoute } from '../route.ts';
import { instant, reference } from './common-schemas.ts';

const event = answerSchema(
  'AuditEvent',
  z.object({
    id: z.string(),
    at: instant,
    type: z.enum(AUDIT_EVENT_TYPES),
    outcome: z.enum(AUDIT_OUTCOMES),
    actor: z.object({
      type: z.enum(['operator', 'user', 'client', 'service', 'anonymous']),
      user_id: z.string().nullable(),
      client_id: z.string().nullable().describe('That did it, or through which the user did.'),
    }),
    user_id: z.string().nullable().describe('Whom it concerns.'),
    client_id: z.string().nullable().describe('Which it concerns.'),
    subject_id: z.string().nullable().describe('Of what was changed.'),
    address: z.string().nullable(),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  }),
);

const SEEN =
  'All of them for who may read the log in every team; else those of the clients of your teams, also of deleted and moved ones from when they were, and what you did';

const moment = (what: string) =>
  z
    .string()
    .max(40)
    .optional()
    .describe(
      `${what}: \`2026-03-01\`, \`2026-03-01T12:00Z\`, or how long ago: \`30m\`, \`12h\`, \`7d\`.`,
    );

const FILTERS = {
  type: z.enum(AUDIT_EVENT_TYPES).optional(),
  outcome: z.enum(AUDIT_OUTCOMES).optional(),
  client_id: reference.optional(),
  user_id: reference.optional().describe('The user whom it concerns, or who was changed by it.'),
  actor_user_id: reference.optional().describe('The user who did it.'),
  actor_client_id: reference.optional().describe('The client that did it, or through which.'),
  since: moment('From this time on'),
  until: moment('Before this time'),
};

const filters = z.object(FILTERS);

const toQuery = (query: z.output<typeof filters>): AuditQuery => ({
  ...{ type: query.type, outcome: query.outcome, since: query.since, until: query.until },
  ...{ clientId: query.client_id, userId: query.user_id },
  ...{ actorUserId: query.actor_user_id, actorClientId: query.actor_client_id },
});

const COMMON = { method: 'get', tag: 'Audit', permissions: [PERMISSIONS.readAudit] } as const;
const LIST = '/api/v1/audit-events';

export const auditRoutes = [
  defineRoute({
    ...{ ...COMMON, path: LIST, operation: 'listAuditEvents' },
    summary: 'List audit events, newest first',
    description: `${SEEN}.`,
    query: z.object({ ...PAGE_QUERY, ...FILTERS }),
    answer: answerSchema('AuditEventPage', pageOf(event)),
    async handle({ query, use }) {
      const after = fromCursor('listAuditEvents', query.cursor);
      const page = await use.audit.page({ ...toQuery(query), after, limit: query.limit });
      return pageReply('listAuditEvents', page, auditEventView);
    },
  }),
  defineRoute({
    ...{ ...COMMON, path: `${LIST}/export`, operation: 'exportAuditEvents' },
    summary: 'Save the audit log as a file, newest first',
    description: `Every event that the filters find, in one file that comes while it is written. ${SEEN}. Cells that a spreadsheet would take for formulas are text. A PDF takes a limited number of events: narrow the filters, or take another format. Who saves the log is in it (\`list.exported\`).`,
    query: z.object({ ...FILTERS, format: z.enum(FILE_FORMATS) }),
    media: FILE_MEDIA,
    handle: async ({ query: { format, ...query }, use, now }) => ({
      body: undefined,
      file: await exportAuditEvents(use.audit, toQuery(query), format, now),
    }),
  }),
];
