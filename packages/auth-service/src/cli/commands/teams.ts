import type { Command } from 'commander';
import type { CliContext } from '../context.ts';

export function addTeamCommands(program: Command, { administer, print }: CliContext): void {
  const teams = program.command('teams').description('teams and their members');
  teams
    .command('create <name>')
    .description('make a team in an organization')
    .requiredOption('--org <id>', 'the organization')
    .action((name: string, { org }: { org: string }) =>
      administer(async ({ directory }) => {
        print({ item: await directory.createTeam({ organizationId: org, name }) });
      }),
    );
  teams
    .command('list')
    .description('list teams')
    .option('--org <id>', 'of one organization only')
    .action(({ org }: { org?: string }) =>
      administer(async ({ directory }) => {
        print({
          rows: await directory.listTeams(org),
          columns: ['id', 'name', 'organization_id', 'created_at'],
          empty: 'No teams yet. Make one with: casement teams create <name> --org <id>',
        });
      }),
    );
  teams
    .command('add <team> <user>')
    .description('add a user (ID or e-mail) to a team, or change the role there')
    .requiredOption('--role <role>', 'see: casement roles list')
    .action((teamId: string, user: string, { role }: { role: string }) =>
      administer(async ({ directory }) => {
        print({ item: await directory.setMembership({ teamId, user, roleId: role }) });
      }),
    );
  teams
    .command('remove <team> <user>')
    .description('remove a user (ID or e-mail) from a team')
    .action((teamId: string, user: string) =>
      administer(async ({ directory }) => {
        await directory.removeMembership({ teamId, user });
        print({ item: { teamId, user, removed: true } });
      }),
    );
  teams
    .command('members <team>')
    .description('list the members of a team')
    .action((teamId: string) =>
      administer(async ({ directory }) => {
        const users = new Map((await directory.listUsers()).map((user) => [user.id, user]));
        const members = await directory.listMemberships({ teamId });
        print({
          rows: members.map(({ userId, roleId }) => ({
            userId,
            email: users.get(userId)?.email,
            status: users.get(userId)?.status,
            role: roleId,
          })),
          columns: ['user_id', 'email', 'status', 'role'],
          empty: 'No members yet. Add one with: casement teams add <team> <user> --role <role>',
        });
      }),
    );
}
