import {
  type ChallengeCodeRequest,
  type FieldFault,
  type LockedParameters,
  lockedParametersFaults,
} from '@casement/server-sdk/contract';
import { z } from 'zod';
import { THUMBPRINT_SHAPE } from '../../domain/challenge-code/challenge-code.ts';
import type { MintRequest } from '../../domain/challenge-code/mint-challenge-code.ts';
import { emailFault } from '../../domain/directory/email.ts';
import { fieldFaults, rule } from './json-fields.ts';

const schema = z.strictObject({
  origin: z.string().min(1, 'Required.').max(512),
  key_thumbprint: z
    .string()
    .regex(
      THUMBPRINT_SHAPE,
      'The RFC 7638 SHA-256 thumbprint of the frame’s key: 43 characters of base64url.',
    )
    .optional(),
  user: z.strictObject({ email: rule(emailFault) }).optional(),
  audience: z.string().min(1).max(256).optional(),
  parameters: z.unknown().optional(),
  client_assertion_type: z.string().optional(),
  client_assertion: z.string().optional(),
} satisfies Record<keyof ChallengeCodeRequest, z.ZodType>);

/** Reads the body of a mint: the request, or every fault by its field. */
export function parseChallengeCodeRequest(body: unknown): MintRequest | FieldFault[] {
  const parsed = schema.safeParse(body, { reportInput: true });
  const parameters: unknown =
    typeof body === 'object' && body !== null && 'parameters' in body ? body.parameters : undefined;
  const faults = parameters === undefined ? [] : lockedParametersFaults(parameters);
  if (!parsed.success || faults.length > 0) {
    return [...(parsed.error?.issues ?? []).flatMap(fieldFaults), ...faults];
  }
  const { origin, key_thumbprint, user, audience } = parsed.data;
  return {
    origin,
    keyThumbprint: key_thumbprint,
    email: user?.email,
    audience,
    // `lockedParametersFaults` has just checked what the schema left unknown.
    parameters: (parameters ?? {}) as LockedParameters,
  };
}
