import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { findOrganization, findTeam } from '../lookup.ts';

export function addTeamCommands(program: Command, { administer }: CliContext): void {
  const teams = program.command('teams').description('teams, to which users and clients belong');
  teams
    .command('add <name>')
    .description('add a team to an organization')
    .requiredOption('--org <organization>', 'by ID, or by its name if that is unique')
    .option('--slug <slug>', 'its name in addresses (default: made of the name)')
    .action((name: string, { org, slug }: { org: string; slug?: string }) =>
      administer(async ({ directory }) => {
        const organization = await findOrganization(directory, org);
        const team = await directory.createTeam({ organizationId: organization.id, name, slug });
        return {
          item: { ...team, organizationName: organization.name },
          text: `Team ${team.name} of ${organization.name} added: ${team.id}`,
        };
      }),
    );
  teams
    .command('show <team>')
    .description('show a team (by ID, slug or unique name)')
    .action((name: string) =>
      administer(async ({ browse, directory }) => ({
        item: await browse.team((await findTeam(directory, name)).id),
      })),
    );
  teams
    .command('list')
    .description('list teams')
    .option('--org <organization>', 'of one organization only, by ID or unique name')
    .action(({ org }: { org?: string }) =>
      administer(async ({ directory }) => {
        const within = org === undefined ? undefined : await findOrganization(directory, org);
        const names = new Map(
          (await directory.listOrganizations()).map(({ id, name }) => [id, name]),
        );
        const rows = (await directory.listTeams(within?.id)).map((team) => ({
          ...team,
          organizationName: names.get(team.organizationId),
        }));
        return {
          rows,
          columns: ['id', 'slug', 'name', 'organization_name', 'created_at'],
          what: 'team',
          empty: 'No teams yet. Add one with: casement teams add <name> --org <organization>',
        };
      }),
    );
}
