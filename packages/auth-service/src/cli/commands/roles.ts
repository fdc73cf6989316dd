import type { Command } from 'commander';
import type { Role } from '../../domain/directory/directory.ts';
import type { CliContext } from '../context.ts';

const answer = (role: Role) => ({
  item: role,
  text: `Role ${role.id} permits ${role.permissions.join(', ') || 'nothing'}.`,
});

export function addRoleCommands(program: Command, { administer }: CliContext): void {
  const roles = program.command('roles').description('roles: named sets of permissions');
  roles
    .command('add <role> [permissions...]')
    .description('add a role, for example: casement roles add annotator read:dashboards')
    .action((id: string, permissions: string[]) =>
      administer(async ({ directory }) => answer(await directory.createRole({ id, permissions }))),
    );
  roles
    .command('set-permissions <role> [permissions...]')
    .description('replace the permissions of a role; naming none takes them all away')
    .action((id: string, permissions: string[]) =>
      administer(async ({ directory }) =>
        answer(await directory.setRolePermissions(id, permissions)),
      ),
    );
  roles
    .command('show <role>')
    .description('show a role')
    .action((id: string) => administer(async ({ browse }) => ({ item: await browse.role(id) })));
  roles
    .command('list')
    .description('list roles; everywhere: the role counts in every team')
    .action(() =>
      administer(async ({ directory }) => ({
        rows: await directory.listRoles(),
        columns: ['id', 'everywhere', 'permissions'],
        what: 'role',
        empty: 'No roles.',
      })),
    );
}
