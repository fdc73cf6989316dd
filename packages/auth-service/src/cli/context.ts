import { existsSync } from 'node:fs';
import type { Administration, UseCases } from '../administration.ts';
import { databaseFrom } from '../config/database.ts';
import type { AuditQuery } from '../domain/audit/audit-query.ts';
import type { ClientQuery } from '../domain/client/client-query.ts';
import type { ClientManagement } from '../domain/client/manage-clients.ts';
import type { FileFormat } from '../export/file-format.ts';
import type { Confirmation } from './confirm.ts';
import { CommandError } from './errors.ts';
import { EXIT } from './exit-codes.ts';
import type { Printed } from './output.ts';

/** The outside world, as far as the command line touches it. */
export interface CliEnvironment {
  env: Readonly<Record<string, string | undefined>>;
  /** Everything on standard input; only asked for where a command reads it. */
  stdin: () => Promise<string>;
  stdout: (text: string) => void;
  /** The same for a file; waits until there is room for more. Absent: as text. */
  stdoutBytes?: ((bytes: Uint8Array) => Promise<void>) | undefined;
  stderr: (text: string) => void;
  /** Asks a person; absent where nobody sits there. `undefined`: the input ended. */
  ask?: ((question: string) => Promise<string | undefined>) | undefined;
  /** Shows an address to the person in a browser; absent where nobody sits there. */
  openBrowser?: ((address: string) => void) | undefined;
}

/** Options of every command. */
export interface GlobalOptions {
  database?: string;
  issuer?: string | undefined;
  as?: string;
  json?: boolean;
}

/**
 * What commands work with: everything, or bound by the permissions of the user behind `--as`, on the
 * database; or by the admin API, as who is signed in.
 */
export type Management = Pick<
  UseCases,
  | 'browserSessions'
  | 'connectedApps'
  | 'directory'
  | 'keys'
  | 'locales'
  | 'nodeCredentials'
  | 'passwords'
  | 'registrationTokens'
  | 'sessions'
  | 'webhooks'
> & {
  audit: Pick<UseCases['audit'], 'page'>;
  clients: ClientManagement;
  /** Lists as files. */
  files: ListFiles;
  /** Of the directory one thing at a time; whole lists are `directory`'s. */
  browse: Pick<UseCases['browse'], 'app' | 'organization' | 'role' | 'team' | 'user'>;
};

/** Lists as files, which come while they are made. */
export interface ListFiles {
  /** @throws DomainError before anything of it is made */
  clients(query: ClientQuery, format: FileFormat): Promise<AsyncIterable<Uint8Array>>;
  auditEvents(query: AuditQuery, format: FileFormat): Promise<AsyncIterable<Uint8Array>>;
}

export interface CliContext {
  /** Standard input, for what must not stand on a command line. */
  stdin: CliEnvironment['stdin'];
  print: (value: Printed) => void;
  /** Writes a file to standard output, and nothing else. */
  pour: (content: AsyncIterable<Uint8Array>) => Promise<void>;
  /** Asks before what cannot be undone; see `confirm`. */
  confirm: (confirmation: Confirmation) => Promise<void>;
  /** Opens the database or the service for one command, closes it again, and prints what the work answered, if anything. */
  administer: (work: (management: Management) => Promise<Printed | undefined>) => Promise<void>;
}

export async function withManagement<T>(
  options: GlobalOptions,
  environment: CliEnvironment,
  work: (management: Management) => Promise<T>,
): Promise<T> {
  const issuer = await remoteIssuer(options, environment);
  if (issuer === undefined) return onDatabase(options, environment, work);
  const { openRemoteSession } = await import('./remote/remote-session.ts');
  const { apiClient } = await import('./remote/api-client.ts');
  const { remoteManagement } = await import('./remote/remote-management.ts');
  return work(remoteManagement(apiClient(openRemoteSession(issuer, environment.env))));
}

/** The service that a command works on; `undefined`: on a database. A database that is named or here comes first. */
async function remoteIssuer(
  { database, issuer, as }: GlobalOptions,
  { env }: CliEnvironment,
): Promise<string | undefined> {
  if (database !== undefined) {
    if (issuer === undefined) return undefined;
    throw usage('issuer: Name a database or a service, not both.');
  }
  const isNamed = issuer !== undefined || Boolean(env.CASEMENT_REMOTE_ISSUER?.trim());
  if (!isNamed && databaseIsHere(env)) return undefined;
  const { findIssuer } = await import('./remote/choose-issuer.ts');
  const found = findIssuer({ issuer }, env);
  if (found === undefined || as === undefined) return found;
  throw usage('as: At a service you act as who is signed in. Leave --as out.');
}

/** Whether there is a database that commands take when nothing is named. */
export const databaseIsHere = (env: CliEnvironment['env']): boolean =>
  Boolean(env.CASEMENT_DATABASE?.trim()) || existsSync(databaseFrom(env));

const usage = (message: string): CommandError => new CommandError(EXIT.usage, message);

// Late, so that help and usage errors do not wait for what a database needs.
async function onDatabase<T>(
  { database, as }: GlobalOptions,
  { env }: CliEnvironment,
  work: (management: Management) => Promise<T>,
): Promise<T> {
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
  if (user === undefined) return withFiles(administration);
  const { id } = await administration.directory.getUser(user);
  return withFiles(administration.as({ type: 'user', userId: id }));
}

const withFiles = (use: UseCases): Management => ({
  ...use,
  files: {
    async clients(query, format) {
      // Late, as everything that most commands do not need.
      const { exportClients } = await import('../export/client-export.ts');
      return (await exportClients(use.clients, query, format, Date.now())).content;
    },
    async auditEvents(query, format) {
      const { exportAuditEvents } = await import('../export/audit-export.ts');
      return (await exportAuditEvents(use.audit, query, format, Date.now())).content;
    },
  },
});
