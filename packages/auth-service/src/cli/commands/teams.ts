import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { findOrganization } from '../lookup.ts';

export function addTeamCommands(program: Command, { administer }: CliContext): void {
  const teams = program.command('teams').description('teams, to which users and clients belong');
  teams
    .command('add <name>')
    .description('add a team to an organization')
    .requiredOption('--org <organization>', 'by ID, or by its name if that is unique')
    .action((name: string, { org }: { org: string }) =>
      administer(async ({ directory }) => {
        const organization = await findOrganization(directory, org);
        const team = await directory.createTeam({ organizationId: organization.id, name });
        return {
          item: { ...team, organizationName: organization.name },
          text: `Team ${team.name} of ${organization.name} added: ${team.id}`,
        };
      }),
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
          columns: ['id', 'name', 'organization_name', 'created_at'],
          what: 'team',
          empty: 'No teams yet. Add one with: casement teams add <name> --org <organization>',
        };
      }),
    );
}
