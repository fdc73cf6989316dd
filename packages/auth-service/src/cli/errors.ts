import { DomainError } from '../domain/errors.ts';

export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** The command line's name for a field of the domain. */
const OPTIONS: Readonly<Record<string, string>> = {
  accessTokenLifetime: '--lifetime',
  allowedOrigins: '--origin',
  id: '--id',
  limit: '--limit',
  name: '--name',
  overlapHours: '--overlap-hours',
  permissions: '--permission',
  since: '--since',
  staticUser: '--static-user',
  teamId: '--team',
  type: '--type',
  until: '--until',
  userMode: '--static-user or --dynamic',
};

/** Says what was wrong, one line per fault; answers the exit code. */
export function reportError(error: unknown, stderr: (text: string) => void): number {
  if (error instanceof DomainError && error.faults.length > 0) {
    for (const { path, message } of error.faults) stderr(`${optionName(path)}: ${message}\n`);
  } else if (error instanceof DomainError) {
    stderr(`${error.message}\n`);
  } else {
    stderr(`Failed: ${error instanceof Error ? error.message : String(error)}\n`);
  }
  return EXIT.failed;
}

function optionName(path: string): string {
  const [field = ''] = path.split('.');
  const option = OPTIONS[field];
  return option ? `${path} (${option})` : path;
}
