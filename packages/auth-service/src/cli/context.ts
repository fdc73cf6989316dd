import { existsSync } from 'node:fs';
import type { Administration, UseCases } from '../administration.ts';
import { databaseFrom } from '../config/database.ts';
import type { Confirmation } from './confirm.ts';
import type { CliEnvironment, GlobalOptions } from './environment.ts';
import { CommandError } from './errors.ts';
import { EXIT } from './exit-codes.ts';
import type { Management } from './management.ts';
import type { Printed } from './output.ts';

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
