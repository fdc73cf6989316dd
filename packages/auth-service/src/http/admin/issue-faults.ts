import type { FieldFault } from '@casement/server-sdk/contract';
import type { z } from 'zod';

/** What the API says about an issue of zod's, which was asked to report its input. */
export function faultsOfIssue(issue: z.core.$ZodIssue): FieldFault[] {
  const path = issue.path.join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: path ? `${path}.${key}` : key,
        message: 'Unknown field: remove it.',
      }));
    case 'invalid_type': {
      const what = expected(issue.expected);
      // JSON has no undefined: the field is not there.
      const isMissing = issue.input === undefined;
      return [{ path, message: isMissing ? `Required: ${what}.` : `Must be ${what}.` }];
    }
    case 'invalid_value':
      return [{ path, message: `Must be one of ${issue.values.map(String).join(', ')}.` }];
    case 'invalid_union': {
      // Of several forms the one whose type fits is meant; of none, none can be named.
      const [first] = issue.errors.filter((issues) =>
        issues.every(({ path: below }) => below.length > 0),
      );
      if (!first) return [{ path, message: issue.message }];
      return first.flatMap((inner) =>
        faultsOfIssue({ ...inner, path: [...issue.path, ...inner.path] }),
      );
    }
    default:
      return [{ path, message: issue.message }];
  }
}

const expected = (type: string): string => {
  if (type === 'object') return 'a JSON object';
  if (type === 'int') return 'a whole number';
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
};
