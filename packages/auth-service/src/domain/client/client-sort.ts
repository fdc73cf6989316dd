import type { Client } from './client.ts';

export const CLIENT_SORTS = ['name', 'id', 'createdAt', 'lastUsedAt', 'expiresAt'] as const;
export type ClientSort = (typeof CLIENT_SORTS)[number];

export const SORT_ORDERS = ['asc', 'desc'] as const;
export type SortOrder = (typeof SORT_ORDERS)[number];

/** In place of a time that is not there: never used comes first, never expiring last. */
export const NEVER = { lastUsedAt: 0, expiresAt: Number.MAX_SAFE_INTEGER } as const;

/** The form of a name in which it is sorted and searched. */
export const nameKey = (name: string): string => name.normalize('NFKC').toLowerCase();

/** What a client is sorted by. */
export function sortValue(client: Client, sort: ClientSort): string | number {
  switch (sort) {
    case 'name':
      return nameKey(client.name);
    case 'id':
      return client.id;
    case 'createdAt':
      return client.createdAt;
    case 'lastUsedAt':
      return client.lastUsedAt ?? NEVER.lastUsedAt;
    case 'expiresAt':
      return client.expiresAt ?? NEVER.expiresAt;
  }
}
