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
