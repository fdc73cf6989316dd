import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  type OpenAdministration,
  openAdministration,
  type WebhookSettings,
} from '../administration.ts';
import { CommandError } from './errors.ts';
import { EXIT } from './exit-codes.ts';

/** A process that ends moves its changes into the file, and holds it meanwhile. */
const BUSY_TIMEOUT_MS = 5_000;

/** SQLite's primary result codes, https://www.sqlite.org/rescode.html */
const SQLITE = { busy: 5, readOnly: 8, cannotOpen: 14, notADatabase: 26 } as const;

/**
 * Opens a database that a service has made; never makes one, since a misspelt path would then look
 * like an empty directory.
 *
 * @throws CommandError when it is missing, is something else, or cannot be opened
 */
export async function openDatabase(
  location: string,
  webhooks: WebhookSettings = {},
): Promise<OpenAdministration> {
  const file = resolve(location);
  requireFile(file);
  try {
    if (!isCasementDatabase(file)) throw notCasement(file);
    return await openAdministration({ database: file, webhooks });
  } catch (error) {
    throw databaseError(error, file);
  }
}

/** What SQLite says, for a person; everything else as it is. */
export function databaseError(error: unknown, file: string): unknown {
  const refuse = (message: string) =>
    new CommandError(EXIT.refused, `database: ${message}`, { cause: error });
  switch (sqliteCode(error)) {
    case SQLITE.busy:
      return refuse(`${file} was busy with another process's change for 5 s. Try again.`);
    case SQLITE.readOnly:
    case SQLITE.cannotOpen:
      return refuse(`${file} cannot be written. Run as the user that the auth service runs as.`);
    case SQLITE.notADatabase:
      return notCasement(file);
  }
  if (error instanceof Error && error.message.startsWith('corrupted migrations')) {
    return refuse(`${file} was made by a newer Casement. Use the command line of that version.`);
  }
  return error;
}

function requireFile(file: string): void {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw new CommandError(
      EXIT.notFound,
      `database: There is no file ${file}. Start the auth service once to make it, or name the right one with --database or CASEMENT_DATABASE. For a service elsewhere, sign in with: casement login --issuer <url>`,
    );
  }
  if (!stats.isFile()) throw notCasement(file);
}

const notCasement = (file: string): CommandError =>
  new CommandError(
    EXIT.refused,
    `database: ${file} is no database of Casement. Name the right one with --database or CASEMENT_DATABASE.`,
  );

/** Looked up before anything is migrated: tables have no business in somebody else's database. */
function isCasementDatabase(file: string): boolean {
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    const tables = database
      .prepare("select name from sqlite_schema where name in ('clients', 'memberships')")
      .all();
    return tables.length === 2;
  } finally {
    database.close();
  }
}

/** Extended codes keep the primary one in their low byte. */
function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}
