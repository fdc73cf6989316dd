import { faultyRequest } from './problem.ts';

/** Levels; no schema of ours has half as many, and what recurses into a body gets by with them. */
const DEPTH_MAX = 32;

/**
 * Refuses JSON that is nested so deeply that whatever walks it would run out of stack.
 *
 * @throws ApiProblem `invalid_request`
 */
export function refuseDeep(body: unknown): void {
  let level = [body];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEPTH_MAX) {
      const message = `The body is nested more than ${DEPTH_MAX} levels deep.`;
      throw faultyRequest([{ in: 'body', path: '', message }]);
    }
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
}
