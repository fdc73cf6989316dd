import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { findTeam } from '../lookup.ts';

const TEAM = ['--team <team>', 'by ID, slug, or its name if that is unique'] as const;

export function addMemberCommands(program: Command, { administer }: CliContext): void {
  const members = program.command('members').description('who is in which team, with which role');
  members
    .command('set <user>')
    .description('add a user (ID or e-mail) to a team, or change the role there')
    .requiredOption(...TEAM)
    .requiredOption('--role <role>', 'see: casement roles list')
    .action((name: string, options: { team: string; role: string }) =>
      administer(async ({ directory }) => {
        const team = await findTeam(directory, options.team);
        const { email } = await directory.getUser(name);
        const membership = await directory.setMembership({
          teamId: team.id,
          user: name,
          roleId: options.role,
        });
        return {
          item: { ...membership, email, teamName: team.name },
          text: `User ${email} is ${membership.roleId} in ${team.name}.`,
        };
      }),
    );
  members
    .command('remove <user>')
    .description('remove a user (ID or e-mail) from a team')
    .requiredOption(...TEAM)
    .action((name: string, options: { team: string }) =>
      administer(async ({ directory }) => {
        const team = await findTeam(directory, options.team);
        await directory.removeMembership({ teamId: team.id, user: name });
        const { id, email } = await directory.getUser(name);
        return {
          item: { teamId: team.id, userId: id, email, teamName: team.name, removed: true },
          text: `User ${email} is no longer in ${team.name}.`,
        };
      }),
    );
  members
    .command('list')
    .description('list memberships')
    .option('--team <team>', 'of one team only, by ID, slug or unique name')
    .option('--user <user>', 'of one user only')
    .action(({ team, user }: { team?: string; user?: string }) =>
      administer(async ({ directory }) => {
        const filter = {
          ...(team === undefined ? {} : { teamId: (await findTeam(directory, team)).id }),
          ...(user === undefined ? {} : { userId: (await directory.getUser(user)).id }),
        };
        const teams = new Map((await directory.listTeams()).map(({ id, name }) => [id, name]));
        const users = new Map((await directory.listUsers()).map(({ id, email }) => [id, email]));
        const memberships = await directory.listMemberships(filter);
        return {
          rows: memberships.map((membership) => ({
            ...membership,
            email: users.get(membership.userId),
            teamName: teams.get(membership.teamId),
          })),
          columns: ['email', 'team_name', 'role_id', 'created_at'],
          what: 'member',
          empty:
            'No members. Add one with: casement members set <user> --team <team> --role <role>',
        };
      }),
    );
}
