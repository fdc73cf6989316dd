import { DomainError } from '../../../domain/errors.ts';

/**
 * Reads something that the caller may not be allowed to see: then it does not exist for them.
 *
 * @throws DomainError `not_found`
 */
export async function seen<T>(kind: string, id: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const code = error instanceof DomainError ? error.code : undefined;
    if (code !== 'permission_required' && code !== 'not_found') throw error;
    throw new DomainError(
      'not_found',
      `${kind}: there is no ${kind} ${id}, or you may not see it.`,
    );
  }
}
