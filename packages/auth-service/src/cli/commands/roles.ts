import type { Command } from 'commander';
import { collect } from '../collect.ts';
import type { CliContext } from '../context.ts';

interface RoleOptions {
  permission: string[];
}

export function addRoleCommands(program: Command, { administer, print }: CliContext): void {
  const roles = program.command('roles').description('roles: named sets of permissions');
  const withPermissions = (name: string, description: string) =>
    roles
      .command(`${name} <id>`)
      .description(description)
      .option('--permission <permission>', 'may be given several times', collect, []);
  withPermissions('create', 'make a role').action((id: string, { permission }: RoleOptions) =>
    administer(async ({ directory }) => {
      print({ item: await directory.createRole({ id, permissions: permission }) });
    }),
  );
  withPermissions('set', 'replace the permissions of a role').action(
    (id: string, { permission }: RoleOptions) =>
      administer(async ({ directory }) => {
        print({ item: await directory.setRolePermissions(id, permission) });
      }),
  );
  roles
    .command('list')
    .description('list roles')
    .action(() =>
      administer(async ({ directory }) => {
        print({
          rows: await directory.listRoles(),
          columns: ['id', 'everywhere', 'permissions'],
          empty: 'No roles.',
        });
      }),
    );
}
