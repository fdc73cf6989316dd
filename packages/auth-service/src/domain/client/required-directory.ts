import type { User } from '../directory/directory.ts';
import { DomainError, invalidRequest } from '../errors.ts';
import type { Stores } from '../storage.ts';

const LISTS = {
  team: 'teams',
  app: 'apps',
  organization: 'orgs',
  user: 'users',
  role: 'roles',
} as const;

/** @throws DomainError `not_found`, always */
export function missing(field: string, kind: keyof typeof LISTS, id: string): never {
  throw new DomainError(
    'not_found',
    `${field}: there is no ${kind} ${id}. See them with: casement ${LISTS[kind]} list`,
  );
}

/**
 * The user that a client's field names, by ID or e-mail address.
 *
 * @throws DomainError `not_found`; `invalid_request` for an inactive one
 */
export async function requireUser(
  { directory }: Stores,
  field: string,
  name: string,
): Promise<User> {
  const user = name.includes('@')
    ? await directory.findUserByEmail(name)
    : await directory.findUser(name);
  if (!user) return missing(field, 'user', name);
  if (user.status === 'active') return user;
  throw invalidRequest([{ path: field, message: `User ${name} is inactive: activate it first.` }]);
}
