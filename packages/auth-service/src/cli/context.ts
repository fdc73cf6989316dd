import type { Administration } from '../administration.ts';
import { databaseFrom } from '../config/database.ts';
import type { Confirmation } from './confirm.ts';
import type { Printed } from './output.ts';

/** The outside world, as far as the command line touches it. */
export interface CliEnvironment {
  env: Readonly<Record<string, string | undefined>>;
  /** Everything on standard input; only asked for where a command reads it. */
  stdin: () => Promise<string>;
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  /** Asks a person; absent where nobody sits there. `undefined`: the input ended. */
  ask?: ((question: string) => Promise<string | undefined>) | undefined;
  /** Shows an address to the person in a browser; absent where nobody sits there. */
  openBrowser?: ((address: string) => void) | undefined;
}

/** Options of every command. */
export interface GlobalOptions {
  database?: string;
  issuer?: string;
  as?: string;
  json?: boolean;
}

/** What a command works with: everything, or bound by the permissions of the user behind `--as`. */
export type Management = Omit<Administration, 'as'>;

export interface CliContext {
  /** Standard input, for what must not stand on a command line. */
  stdin: CliEnvironment['stdin'];
  print: (value: Printed) => void;
  /** Asks before what cannot be undone; see `confirm`. */
  confirm: (confirmation: Confirmation) => Promise<void>;
  /** Opens the database for one command, closes it again, and prints what the work answered. */
  administer: (work: (management: Management) => Promise<Printed>) => Promise<void>;
}

export async function withManagement<T>(
  { database, as }: GlobalOptions,
  { env }: CliEnvironment,
  work: (management: Management) => Promise<T>,
): Promise<T> {
  // Late, so that help and usage errors do not wait for what a database needs.
  const { databaseError, openDatabase } = await import('./open-database.ts');
  const { webhookSettingsFrom } = await import('../config/webhook-settings.ts');
  const file = database ?? databaseFrom(env);
  const administration = await openDatabase(file, webhookSettingsFrom(env));
  try {
    return await work(await actingAs(administration, as));
  } catch (error) {
    throw databaseError(error, file);
  } finally {
    await administration.close();
  }
}

async function actingAs(
  administration: Administration,
  user: string | undefined,
): Promise<Management> {
  if (user === undefined) return administration;
  const { id } = await administration.directory.getUser(user);
  return administration.as({ type: 'user', userId: id });
}
