import { DomainError, invalidRequest } from '../errors.ts';
import { metadataPath } from './client-metadata.ts';

/** Runs `work`, and names the fields of its faults as the metadata do. */
export async function inMetadataWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'invalid_request')) throw error;
    throw invalidRequest(
      error.faults.map(({ path, message }) => ({ path: metadataPath(path), message })),
    );
  }
}
