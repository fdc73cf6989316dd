import type { Command } from 'commander';
import type { CliContext } from '../context.ts';

export function addOrganizationCommands(program: Command, { administer, print }: CliContext): void {
  const orgs = program.command('orgs').description('organizations');
  orgs
    .command('create <name>')
    .description('make an organization')
    .action((name: string) =>
      administer(async ({ directory }) => {
        print({ item: await directory.createOrganization({ name }) });
      }),
    );
  orgs
    .command('list')
    .description('list organizations')
    .action(() =>
      administer(async ({ directory }) => {
        print({
          rows: await directory.listOrganizations(),
          columns: ['id', 'name', 'created_at'],
          empty: 'No organizations yet. Make one with: casement orgs create <name>',
        });
      }),
    );
}
