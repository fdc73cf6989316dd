import { Command, CommanderError } from 'commander';
import { addClientCommands } from './commands/clients.ts';
import { addKeyCommands } from './commands/keys.ts';
import { addOrganizationCommands } from './commands/organizations.ts';
import { addRoleCommands } from './commands/roles.ts';
import { addSessionCommands } from './commands/sessions.ts';
import { addTeamCommands } from './commands/teams.ts';
import { addUserCommands } from './commands/users.ts';
import type { CliContext, CliEnvironment } from './context.ts';
import { withAdministration } from './context.ts';
import { EXIT, reportError } from './errors.ts';
import { printer } from './output.ts';

/**
 * Runs one command line.
 *
 * @param args without the program's own name
 * @returns exit code: 0 done, 1 refused or failed, 2 wrong usage
 */
export async function runCli(
  args: readonly string[],
  environment: CliEnvironment,
): Promise<number> {
  const program = new Command('casement')
    .description(
      'Manage organizations, teams, users, roles, embedded clients and sessions of Casement.',
    )
    .option(
      '--database <file>',
      'SQLite file (default: CASEMENT_DATABASE, or .casement/casement.db)',
    )
    .option('--json', 'print JSON instead of text', false)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: environment.stdout, writeErr: environment.stderr });
  const context: CliContext = {
    print: (value) => printer(program.opts().json === true, environment.stdout)(value),
    administer: (work) =>
      withAdministration(program.opts<{ database?: string }>().database, environment, work),
  };
  addOrganizationCommands(program, context);
  addTeamCommands(program, context);
  addUserCommands(program, context);
  addRoleCommands(program, context);
  addClientCommands(program, context);
  addSessionCommands(program, context);
  addKeyCommands(program, context);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return EXIT.done;
  } catch (error) {
    // Commander has said what was wrong already; help and version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return reportError(error, environment.stderr);
  }
}
