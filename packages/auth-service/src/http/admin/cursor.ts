import { z } from 'zod';
import { type Page, UNKNOWN_CURSOR } from '../../domain/paging/page.ts';
import { faultyRequest } from './problem.ts';

export const PAGE_LIMIT = { max: 200, default: 50 } as const;

/** Query parameters of every list. */
export const PAGE_QUERY = {
  limit: z
    .int()
    .min(1)
    .max(PAGE_LIMIT.max)
    .default(PAGE_LIMIT.default)
    .describe('How many at most.'),
  cursor: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .describe('`next_cursor` of the page before; keep the other parameters as they were.'),
};

/** One page as a list answers it. */
export const pageOf = <I extends z.ZodType>(item: I) =>
  z.object({
    items: z.array(item),
    next_cursor: z.string().nullable().describe('Null on the last page.'),
  });

/** Opaque to the caller; good for the list that gave it only. */
const toCursor = (operation: string, after: string): string =>
  Buffer.from(JSON.stringify([operation, after])).toString('base64url');

/**
 * What a list goes on after.
 *
 * @throws ApiProblem `invalid_request` for a cursor that this list never gave
 */
export function fromCursor(operation: string, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && parsed[0] === operation && typeof parsed[1] === 'string') {
      return parsed[1];
    }
  } catch {
    // Falls through to the same refusal.
  }
  throw faultyRequest([{ in: 'query', ...UNKNOWN_CURSOR }]);
}

/** A page of the domain's as the API answers it. */
export function pageReply<T, V>(operation: string, page: Page<T>, toView: (item: T) => V) {
  const items = page.items.map(toView);
  const next_cursor = page.next === undefined ? null : toCursor(operation, page.next);
  return { body: { items, next_cursor } };
}
