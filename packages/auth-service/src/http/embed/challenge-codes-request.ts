import type { ChallengeCodeRequest, FieldFault } from '@casement/server-sdk/contract';
import { z } from 'zod';
import { THUMBPRINT_SHAPE } from '../../domain/challenge-code/challenge-code.ts';
import { lockedParametersFaults } from '../../domain/challenge-code/locked-parameters.ts';
import { originFormFault } from '../../domain/client/allowed-origin.ts';
import { emailFault } from '../../domain/directory/email.ts';

/** Turns a rule that answers its fault into a zod check. */
const rule = (fault: (text: string) => string | undefined) =>
  z.string().superRefine((text, context) => {
    const message = fault(text);
    if (message) context.addIssue(message);
  });

const schema = z.strictObject({
  origin: rule(originFormFault),
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
});

/** Reads the body of a mint; every fault at once, each by its field. */
export function parseChallengeCodeRequest(
  body: unknown,
): { request: ChallengeCodeRequest; faults: [] } | { request: undefined; faults: FieldFault[] } {
  const parsed = schema.safeParse(body);
  const parameters: unknown =
    typeof body === 'object' && body !== null && 'parameters' in body ? body.parameters : undefined;
  const faults = parameters === undefined ? [] : lockedParametersFaults(parameters);
  if (parsed.success && faults.length === 0) {
    // `lockedParametersFaults` has just checked what the schema left unknown.
    return { request: parsed.data as ChallengeCodeRequest, faults: [] };
  }
  return {
    request: undefined,
    faults: [...(parsed.error?.issues ?? []).flatMap(toFaults), ...faults],
  };
}

function toFaults(issue: z.core.$ZodIssue): FieldFault[] {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: path ? `${path}.${key}` : key,
      message: 'Unknown field: remove it.',
    }));
  }
  if (issue.code === 'invalid_type') {
    return [
      {
        path,
        message: `Must be ${issue.expected === 'object' ? 'an' : 'a'} ${issue.expected}; it is required unless the protocol says otherwise.`,
      },
    ];
  }
  return [{ path, message: issue.message }];
}
