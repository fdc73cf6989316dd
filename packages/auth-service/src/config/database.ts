import { optionsFromEnvironment } from './environment.ts';

/** Path of the SQLite file, from the folder that the process was started in. */
export const DEFAULT_DATABASE = '.casement/casement.db';

/** Where the service of this environment has its database, whatever else the environment lacks. */
export function databaseFrom(environment: Readonly<Record<string, string | undefined>>): string {
  const { database } = optionsFromEnvironment(environment, false).options;
  return typeof database === 'string' ? database : DEFAULT_DATABASE;
}
