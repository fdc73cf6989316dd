import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { findApp, findTeam } from '../lookup.ts';

interface AddOptions {
  team: string;
  slug?: string;
}

/** Apps of teams, which have client credentials of their own (CM18); clients of the type `app` are others. */
export function addAppCommands(program: Command, context: CliContext): void {
  const { administer } = context;
  const apps = program
    .command('apps')
    .description('apps of teams: what client credentials may be limited to');
  apps
    .command('add <name>')
    .description('add an app to a team')
    .requiredOption('--team <team>', 'by ID, slug, or its name if that is unique')
    .option('--slug <slug>', 'its name in addresses (default: made of the name)')
    .action((name: string, { team: within, slug }: AddOptions) =>
      administer(async ({ directory }) => {
        const team = await findTeam(directory, within);
        const app = await directory.createApp({ teamId: team.id, name, slug });
        const text = `App ${app.name} (${app.slug}) of ${team.name} added: ${app.id}`;
        return { item: { ...app, teamName: team.name }, text };
      }),
    );
  apps
    .command('list')
    .description('list apps')
    .option('--team <team>', 'of one team only, by ID, slug or unique name')
    .action(({ team }: { team?: string }) =>
      administer(async ({ directory }) => {
        const within = team === undefined ? undefined : await findTeam(directory, team);
        const names = new Map((await directory.listTeams()).map(({ id, name }) => [id, name]));
        const found = await directory.listApps(within?.id);
        return {
          rows: found.map((app) => ({ ...app, teamName: names.get(app.teamId) })),
          columns: ['id', 'slug', 'name', 'team_name', 'created_at'],
          what: 'app',
          empty: 'No apps yet. Add one with: casement apps add <name> --team <team>',
        };
      }),
    );
  addShowAndDelete(apps, context);
}

function addShowAndDelete(apps: Command, { administer, confirm }: CliContext): void {
  apps
    .command('show <app>')
    .description('show an app (by ID, slug or unique name)')
    .action((name: string) =>
      administer(async ({ browse, directory }) => ({
        item: await browse.app((await findApp(directory, name)).id),
      })),
    );
  apps
    .command('delete <app>')
    .description('remove an app (by ID, slug or unique name) that no client has a role at')
    .option('--yes', 'do not ask')
    .action((name: string, { yes }: { yes?: boolean }) =>
      administer(async ({ directory }) => {
        const app = await findApp(directory, name);
        const consequence = `App ${app.name} (${app.slug}) will be removed.`;
        await confirm({ consequence, word: app.name, yes });
        await directory.deleteApp(app.id);
        return { item: { id: app.id, deleted: true }, text: `App ${app.name} is deleted.` };
      }),
    );
}
