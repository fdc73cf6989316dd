import type { FieldFault } from '@casement/server-sdk/contract';
import type { z } from 'zod';
import { noneOf } from '../../domain/one-of.ts';

type Issue = z.core.$ZodIssue;

/** What the API says about an issue of zod's, which was asked to report its input: never zod's own words. */
export function faultsOfIssue(issue: Issue): FieldFault[] {
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
      return [{ path, message: noneOf(issue.input, issue.values.map(String)) }];
    case 'invalid_union':
      return faultsOfUnion(issue, path);
    case 'too_small':
      return [{ path, message: beyond(issue, 'At least', Number(issue.minimum), 'more') }];
    case 'too_big':
      return [{ path, message: beyond(issue, 'At most', Number(issue.maximum), 'fewer') }];
    case 'invalid_format':
      if (issue.format === 'datetime') return [{ path, message: INSTANT }];
      return [{ path, message: MALFORMED }];
    default:
      return [{ path, message: MALFORMED }];
  }
}

/** Of several forms the one whose type fits is meant; of none, they are named. */
function faultsOfUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: string,
): FieldFault[] {
  const { options, errors } = issue as { options?: unknown[]; errors: Issue[][] };
  if (options) return [{ path, message: noneOf(undefined, options.map(String)) }];
  const [first] = errors.filter((issues) => issues.every(({ path: below }) => below.length > 0));
  if (!first) {
    const forms = errors.flatMap((issues) => issues.slice(0, 1).flatMap(faultsOfIssue));
    return [{ path, message: forms.map(({ message }) => message).join(' Or: ') }];
  }
  return first.flatMap((inner) =>
    faultsOfIssue({ ...inner, path: [...issue.path, ...inner.path] }),
  );
}

/** The rule, what there was, and what to do; numbers are compared, everything else is counted. */
function beyond(
  { origin, input }: { origin: string; input?: unknown },
  bound: 'At least' | 'At most',
  limit: number,
  direction: 'more' | 'fewer',
): string {
  const unit = { string: 'character', array: 'entry', set: 'entry' }[origin];
  if (unit === undefined) {
    const other = direction === 'more' ? 'higher' : 'lower';
    return `${bound} ${limit}; this is ${input}: send a ${other} number.`;
  }
  const { length } = input as { length: number };
  return `${bound} ${counted(limit, unit)}; this has ${length}: send ${direction}.`;
}

const counted = (count: number, unit: string): string =>
  `${count} ${count === 1 ? unit : unit.replace(/y$/, 'ie').concat('s')}`;

const INSTANT = 'Must be an instant in UTC, as 2026-03-01T12:00:00Z.';
const MALFORMED = 'Not in the form that this takes: see /api/v1/docs.';

const expected = (type: string): string => {
  if (type === 'object' || type === 'record') return 'a JSON object';
  if (type === 'int') return 'a whole number';
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
};
