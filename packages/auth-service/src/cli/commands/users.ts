import type { Command } from 'commander';
import type { UserStatus } from '../../domain/directory/directory.ts';
import type { CliContext } from '../context.ts';
import { findUserId } from '../lookup.ts';

export function addUserCommands(program: Command, { administer, stdin }: CliContext): void {
  const users = program
    .command('users')
    .description('users, as whom embedded sessions act and who sign in');
  users
    .command('add <email>')
    .description('add a user')
    .requiredOption('--name <name>', 'as it is shown')
    .action((email: string, { name }: { name: string }) =>
      administer(async ({ directory }) => {
        const user = await directory.createUser({ email, name });
        return { item: user, text: `User ${user.email} added: ${user.id}` };
      }),
    );
  users
    .command('list')
    .description('list users')
    .action(() =>
      administer(async ({ directory }) => ({
        rows: await directory.listUsers(),
        columns: ['id', 'email', 'name', 'status', 'created_at'],
        what: 'user',
        empty: 'No users yet. Add one with: casement users add <email> --name <name>',
      })),
    );
  users
    .command('show <user>')
    .description('show a user (by ID or e-mail)')
    .action((name: string) =>
      administer(async ({ browse, directory }) => ({
        item: await browse.user(await findUserId(directory, name)),
      })),
    );
  users
    .command('set-password <user>')
    .description('give a user (ID or e-mail) a password to sign in with, read from standard input')
    .action((name: string) =>
      administer(async ({ passwords }) => {
        // Not an option: whoever lists the processes reads the command line.
        const user = await passwords.set(name, (await stdin()).replace(/\r?\n$/, ''));
        return { item: user, text: `User ${user.email} signs in with the new password.` };
      }),
    );
  users
    .command('set-locale <user> [locale]')
    .description('in which language a user (ID or e-mail) is written to; none: as the organization')
    .action((name: string, locale: string | undefined) =>
      administer(async ({ locales }) => {
        const user = await locales.setUserLocale(name, locale);
        const language = user.locale ?? 'the organization’s language';
        return { item: user, text: `User ${user.email} is written to in ${language}.` };
      }),
    );
  const setStatus = (command: string, status: UserStatus, description: string) =>
    users
      .command(`${command} <user>`)
      .description(description)
      .action((name: string) =>
        administer(async ({ directory }) => {
          const user = await directory.setUserStatus(name, status);
          return { item: user, text: `User ${user.email} is ${user.status}.` };
        }),
      );
  setStatus('activate', 'active', 'let a user (ID or e-mail) act again');
  setStatus(
    'deactivate',
    'inactive',
    'stop a user (ID or e-mail); sessions end at their next renewal',
  );
}
