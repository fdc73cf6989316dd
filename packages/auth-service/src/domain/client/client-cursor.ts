import type { Client } from './client.ts';
import { type ClientSort, type SortOrder, sortValue } from './client-sort.ts';

/** The last client of a page: where the next one begins. */
export interface ClientCursor {
  value: string | number;
  id: string;
}

/** Opaque to its receiver; holds nothing that the page did not show. */
export function encodeCursor(client: Client, sort: ClientSort, order: SortOrder): string {
  const parts = [sort, order, sortValue(client, sort), client.id];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** `undefined` for what is none, or belongs to another order. */
export function decodeCursor(
  cursor: string,
  wantedSort: ClientSort,
  wantedOrder: SortOrder,
): ClientCursor | undefined {
  const [sort, order, value, id] = parse(cursor);
  if (sort !== wantedSort || order !== wantedOrder || typeof id !== 'string') return undefined;
  const isText = sort === 'name' || sort === 'id';
  if (isText ? typeof value === 'string' : Number.isSafeInteger(value)) {
    return { value: value as string | number, id };
  }
  return undefined;
}

function parse(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
