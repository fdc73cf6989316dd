import { CommandError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';

/** There was no answer, or none of a service of ours. */
export function unreachable(issuer: string, error: unknown): CommandError {
  return new CommandError(
    EXIT.refused,
    `issuer: ${issuer} did not answer as the auth service does (${reason(error)}). Check the address, and that the service runs.`,
  );
}

/** The system's word, such as ECONNREFUSED, where there is one; else the innermost message. */
function reason(error: unknown): string {
  let innermost = error;
  while (innermost instanceof Error && innermost.cause instanceof Error) {
    innermost = innermost.cause;
  }
  if (!(innermost instanceof Error)) return 'no reason given';
  const code = 'code' in innermost ? innermost.code : undefined;
  return typeof code === 'string' ? code : innermost.message;
}
