import type { Command } from 'commander';
import type { UserStatus } from '../../domain/directory/directory.ts';
import type { CliContext } from '../context.ts';

export function addUserCommands(program: Command, { administer, print }: CliContext): void {
  const users = program.command('users').description('users');
  users
    .command('create <email>')
    .description('make a user')
    .requiredOption('--name <name>', 'as it is shown')
    .action((email: string, { name }: { name: string }) =>
      administer(async ({ directory }) => {
        print({ item: await directory.createUser({ email, name }) });
      }),
    );
  users
    .command('list')
    .description('list users')
    .action(() =>
      administer(async ({ directory }) => {
        print({
          rows: await directory.listUsers(),
          columns: ['id', 'email', 'name', 'status', 'created_at'],
          empty: 'No users yet. Make one with: casement users create <email> --name <name>',
        });
      }),
    );
  const setStatus = (command: string, status: UserStatus, description: string) =>
    users
      .command(`${command} <user>`)
      .description(description)
      .action((user: string) =>
        administer(async ({ directory }) => {
          print({ item: await directory.setUserStatus(user, status) });
        }),
      );
  setStatus('activate', 'active', 'let a user (ID or e-mail) act again');
  setStatus(
    'deactivate',
    'inactive',
    'stop a user (ID or e-mail); sessions end at their next renewal',
  );
}
