import type { DomainErrorCode } from '../domain/errors.ts';

/** What the program says to a script. */
export const EXIT = { done: 0, refused: 1, usage: 2, notFound: 3, conflict: 4 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_CODES_HELP = `Exit codes:
  0  done
  1  refused: a rule forbids it, a permission is missing, or something failed; nothing was changed
  2  usage: an unknown command or option, or a missing or malformed argument
  3  not found: the database, client, user, team, organization, role, membership or origin
  4  conflict: it exists already, is revoked for good, or a name means several things

Errors go to standard error as "error: <field>: <rule> <way out>", one line per fault.
CASEMENT_DEBUG=1 adds the stack trace.`;

export function exitCodeOf(code: DomainErrorCode): ExitCode {
  if (code === 'not_found') return EXIT.notFound;
  return code === 'conflict' || code === 'stale_version' ? EXIT.conflict : EXIT.refused;
}
