import { z } from 'zod';
import { SECRET_STATES } from '../../../../domain/client/client-secret.ts';
import { answerSchema } from '../../openapi/components.ts';
import { instant, nullableInstant } from '../common-schemas.ts';

/** Everything but the secret itself. */
export const secretSchema = answerSchema(
  'ClientSecret',
  z.object({
    id: z.string(),
    client_id: z.string(),
    name: z.string(),
    prefix: z.string().describe('The first characters, to recognise it by; empty if typed in.'),
    typed_in: z.boolean(),
    state: z.enum(SECRET_STATES),
    created_at: instant,
    expires_at: nullableInstant,
    revoked_at: nullableInstant,
    last_used_at: nullableInstant,
  }),
);
