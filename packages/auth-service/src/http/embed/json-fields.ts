import type { FieldFault } from '@casement/server-sdk/contract';
import { z } from 'zod';

/** Turns a rule that answers its fault into a zod check. */
export const rule = (fault: (text: string) => string | undefined) =>
  z.string().superRefine((text, context) => {
    const message = fault(text);
    if (message) context.addIssue(message);
  });

/** What the wire says about a zod issue. */
export function fieldFaults(issue: z.core.$ZodIssue): FieldFault[] {
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
