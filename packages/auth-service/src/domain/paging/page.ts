import type { FieldFault } from '@casement/server-sdk/contract';

/** Which part of a list is asked for. */
export interface PageRequest {
  /** What the page before ended with; `undefined`: from the beginning. */
  after?: string | undefined;
  limit: number;
}

export interface Page<T> {
  items: T[];
  /** What the next page begins after; `undefined` on the last. */
  next: string | undefined;
}

/**
 * Reads one page, and sees by one item more whether there is another.
 *
 * @param read at most `limit` items after `after`
 */
export async function readPage<T>(
  { after, limit }: PageRequest,
  read: (request: PageRequest) => Promise<T[]>,
  keyOf: (item: T) => string,
): Promise<Page<T>> {
  const found = await read({ after, limit: limit + 1 });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last !== undefined ? keyOf(last) : undefined };
}

/**
 * All that a list has, page by page as it is asked for.
 *
 * @param read what comes after `after`
 */
export async function* everyItem<T>(
  read: (after: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<T, void, undefined> {
  let after: string | undefined;
  do {
    const { items, next } = await read(after);
    yield* items;
    after = next;
  } while (after !== undefined);
}

/** What is wrong with the number of items that somebody asks for, if they do. */
export const limitFaults = (limit: number | undefined): FieldFault[] =>
  limit === undefined || (Number.isSafeInteger(limit) && limit >= 1)
    ? []
    : [{ path: 'limit', message: `A whole number of at least 1; this is ${limit}.` }];

/** Of a cursor that the list never gave. */
export const UNKNOWN_CURSOR: FieldFault = {
  path: 'cursor',
  message: 'None of this list’s cursors: begin again without one.',
};
