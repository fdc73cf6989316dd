import { DomainError } from '../errors.ts';
import type { OriginChange } from './set-allowed-origins.ts';

/** Those that are allowed already stay as they are. */
export const addOrigins =
  (added: readonly string[]): OriginChange =>
  (present) => [...present, ...added.filter((origin) => !present.includes(origin))];

/** @throws DomainError `not_found` for one that is not allowed anyway */
export const removeOrigins =
  (removed: readonly string[]): OriginChange =>
  (present) => {
    const absent = removed.find((origin) => !present.includes(origin));
    if (absent === undefined) return present.filter((origin) => !removed.includes(origin));
    throw new DomainError(
      'not_found',
      `allowedOrigins: "${absent}" is none of this client's origins: ${present.join(', ')}.`,
    );
  };
