import { z } from 'zod';
import {
  type Actor,
  AUDIT_EVENT_TYPES,
  AUDIT_OUTCOMES,
  type AuditEvent,
} from '../../../domain/audit/audit-event.ts';
import { PERMISSIONS } from '../../../domain/directory/permission.ts';
import { fromCursor, PAGE_QUERY, pageOf, pageReply } from '../cursor.ts';
import { answerSchema } from '../openapi/components.ts';
import { defineRoute } from '../route.ts';
import { instant, reference, toInstant } from './common-schemas.ts';

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

const toView = (found: AuditEvent): z.input<typeof event> => ({
  id: found.id,
  at: toInstant(found.at),
  type: found.type,
  outcome: found.outcome,
  actor: actorView(found.actor),
  user_id: found.userId ?? null,
  client_id: found.clientId ?? null,
  subject_id: found.subjectId ?? null,
  address: found.address ?? null,
  details: { ...found.details },
});

function actorView(actor: Actor): z.input<typeof event>['actor'] {
  const { type } = actor;
  if (type === 'client') return { type, user_id: null, client_id: actor.clientId };
  if (type !== 'user') return { type, user_id: null, client_id: null };
  return { type, user_id: actor.userId, client_id: actor.throughClient ?? null };
}

const moment = (what: string) =>
  z
    .string()
    .max(40)
    .optional()
    .describe(
      `${what}: \`2026-03-01\`, \`2026-03-01T12:00Z\`, or how long ago: \`30m\`, \`12h\`, \`7d\`.`,
    );

export const auditRoutes = [
  defineRoute({
    ...{ method: 'get', path: '/api/v1/audit-events', operation: 'listAuditEvents', tag: 'Audit' },
    summary: 'List audit events, newest first',
    description:
      'All of them for who may read the log in every team; else those of the clients of your teams, and what you did.',
    permissions: [PERMISSIONS.readAudit],
    query: z.object({
      ...PAGE_QUERY,
      type: z.enum(AUDIT_EVENT_TYPES).optional(),
      outcome: z.enum(AUDIT_OUTCOMES).optional(),
      client_id: reference.optional(),
      user_id: reference.optional(),
      actor_user_id: reference.optional().describe('The user who did it.'),
      actor_client_id: reference.optional().describe('The client that did it, or through which.'),
      since: moment('From this time on'),
      until: moment('Before this time'),
    }),
    answer: answerSchema('AuditEventPage', pageOf(event)),
    async handle({ query, use }) {
      const page = await use.browseAudit.list({
        after: fromCursor('listAuditEvents', query.cursor),
        limit: query.limit,
        type: query.type,
        outcome: query.outcome,
        clientId: query.client_id,
        userId: query.user_id,
        actorUserId: query.actor_user_id,
        actorClientId: query.actor_client_id,
        since: query.since,
        until: query.until,
      });
      return pageReply('listAuditEvents', page, toView);
    },
  }),
];
