import type { FieldFault } from '@casement/server-sdk/contract';
import { z } from 'zod';

/** Turns a rule that answers its fault into a zod check. */
export const rule = (fault: (text: string) => string | undefined) =>
  z.string().superRefine((text, context) => {
    const message = fault(text);
    if (message) context.addIssue(message);
  });

/** Fields whose type alone does not say what to send. */
const EXPECTED: Readonly<Record<string, string>> = {
  '': 'a JSON object',
  user: 'an object { "email": "ana@example.com" }',
};

/** What the wire says about an issue of zod's, which was asked to report its input. */
export function fieldFaults(issue: z.core.$ZodIssue): FieldFault[] {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: path ? `${path}.${key}` : key,
      message: 'Unknown field: remove it.',
    }));
  }
  if (issue.code === 'invalid_type') {
    const expected =
      EXPECTED[path] ?? `${issue.expected === 'object' ? 'an' : 'a'} ${issue.expected}`;
    // JSON has no undefined: the field is not there.
    const isMissing = issue.input === undefined;
    return [{ path, message: isMissing ? `Required: ${expected}.` : `Must be ${expected}.` }];
  }
  return [{ path, message: issue.message }];
}
