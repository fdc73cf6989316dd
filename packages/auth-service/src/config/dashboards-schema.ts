import { z } from 'zod';
import { allowedOriginFault } from '../domain/client/allowed-origin.ts';

const DASHBOARD_SECRET_MIN = 16;

const dashboardSchema = z.strictObject({
  audience: z.string().min(1).max(256),
  origin: z.string().superRefine((origin, context) => {
    const fault = allowedOriginFault(origin);
    if (fault) context.addIssue(fault);
  }),
  client_id: z.string().min(1).max(128),
  client_secret: z
    .string()
    .min(DASHBOARD_SECRET_MIN, `At least ${DASHBOARD_SECRET_MIN} characters.`),
});

const UNIQUE = ['audience', 'origin', 'client_id'] as const;

/** The deployment's dashboard applications, none by default; audiences, origins and client IDs are each unique. */
export const dashboardsSchema = z
  .array(dashboardSchema, {
    error:
      'A JSON array of dashboard applications [{ audience, origin, client_id, client_secret }].',
  })
  .superRefine((dashboards, context) => {
    for (const field of UNIQUE) {
      const values = dashboards.map((dashboard) => dashboard[field]);
      values.forEach((value, index) => {
        if (values.indexOf(value) !== index) {
          context.addIssue({
            code: 'custom',
            path: [index, field],
            message: `${value} is used twice; every dashboard application has its own.`,
          });
        }
      });
    }
  })
  .default([]);
