import { existsSync } from 'node:fs';
import { type Administration, openAdministration } from '../administration.ts';
import type { Printed } from './output.ts';

/** The outside world, as far as the command line touches it. */
export interface CliEnvironment {
  env: Readonly<Record<string, string | undefined>>;
  stdout: (text: string) => void;
  stderr: (text: string) => void;
}

export interface CliContext {
  print: (value: Printed) => void;
  /** Opens the database for one command and closes it again. */
  administer: <T>(work: (administration: Administration) => Promise<T>) => Promise<T>;
}

const DEFAULT_DATABASE = '.casement/casement.db';

export async function withAdministration<T>(
  option: string | undefined,
  { env, stderr }: CliEnvironment,
  work: (administration: Administration) => Promise<T>,
): Promise<T> {
  const database = option ?? (env.CASEMENT_DATABASE?.trim() || DEFAULT_DATABASE);
  // A mistyped path would otherwise look like an empty deployment.
  if (!existsSync(database)) stderr(`There was no database at ${database}: a new one is made.\n`);
  const administration = await openAdministration({ database });
  try {
    return await work(administration);
  } finally {
    await administration.close();
  }
}
