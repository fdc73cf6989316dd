import { hash } from 'node:crypto';
import { ApiProblem } from './problem.ts';

/** The tag of an answer: of its version where it has one, else of its content (RFC 9110 §8.8.3). */
export function entityTag(version: number | undefined, body: string): string {
  return version === undefined
    ? `"${hash('sha256', body, 'base64url').slice(0, 22)}"`
    : `"${version}"`;
}

/** Whether the caller has this very answer already (RFC 9110 §13.1.2). */
export function isKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = ifNoneMatch.split(',').map((one) => one.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(tag);
}

/**
 * The version that a change is meant for (RFC 9110 §13.1.1).
 *
 * @returns `undefined` for `*`: whatever it is now
 * @throws ApiProblem `precondition_required` without the header where it is, `precondition_failed` for
 *   a tag that no version of ours has
 */
export function expectedVersion(
  ifMatch: string | undefined,
  precondition: 'required' | 'optional',
): number | undefined {
  if (ifMatch === undefined) {
    if (precondition === 'optional') return undefined;
    throw new ApiProblem(
      'precondition_required',
      'Send If-Match with the ETag of the version that you have read, or * for whatever there is now.',
    );
  }
  if (ifMatch.trim() === '*') return undefined;
  const [, version] = /^"(\d{1,15})"$/.exec(ifMatch.trim()) ?? [];
  if (version !== undefined) return Number(version);
  throw new ApiProblem('precondition_failed', 'If-Match: no version has this tag. Read it again.');
}
