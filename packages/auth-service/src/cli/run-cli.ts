import { Command, CommanderError } from 'commander';
import { DEFAULT_DATABASE } from '../config/database.ts';
import { addAppCommands } from './commands/apps.ts';
import { addAuditCommands } from './commands/audit.ts';
import { addClientCommands } from './commands/clients/clients.ts';
import { addCompletionCommand } from './commands/completion.ts';
import { addKeyCommands } from './commands/keys.ts';
import { addLoginCommands } from './commands/login.ts';
import { addMailCommands } from './commands/mails.ts';
import { addMemberCommands } from './commands/members.ts';
import { addOrganizationCommands } from './commands/organizations.ts';
import { addRegistrationTokenCommands } from './commands/registration-tokens.ts';
import { addRoleCommands } from './commands/roles.ts';
import { addServeCommand } from './commands/serve.ts';
import { addSessionCommands } from './commands/sessions.ts';
import { addTeamCommands } from './commands/teams.ts';
import { addUserCommands } from './commands/users.ts';
import { addWebhookCommands } from './commands/webhooks.ts';
import { confirm } from './confirm.ts';
import { type CliContext, withManagement } from './context.ts';
import type { CliEnvironment, GlobalOptions } from './environment.ts';
import { reportError } from './errors.ts';
import { EXIT, EXIT_CODES_HELP, type ExitCode } from './exit-codes.ts';
import { optionDescription } from './option-description.ts';
import { type Printed, printer } from './output.ts';
import { pour } from './pour.ts';
import { version } from './version.ts';

/**
 * Runs one command line.
 *
 * @param args without the program's own name
 * @returns exit code, as `casement help exit-codes` says
 */
export async function runCli(
  args: readonly string[],
  environment: CliEnvironment,
): Promise<ExitCode> {
  const program = createProgram(environment);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return EXIT.done;
  } catch (error) {
    // Commander has said what was wrong already; help and version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return reportError(error, environment);
  }
}

/** The program with all of its commands. */
export function createProgram(environment: CliEnvironment): Command {
  const program = bareProgram(environment);
  const options = () => program.opts<GlobalOptions>();
  const print = (value: Printed) => printer(options().json === true, environment)(value);
  const context: CliContext = {
    stdin: environment.stdin,
    print,
    confirm: (confirmation) => confirm(confirmation, environment),
    pour: (content) => pour(content, environment),
    async administer(work) {
      const printed = await withManagement(options(), environment, work);
      if (printed !== undefined) print(printed);
    },
  };
  addServeCommand(program, environment);
  addLoginCommands(program, context, environment);
  addOrganizationCommands(program, context);
  addTeamCommands(program, context);
  addAppCommands(program, context);
  addUserCommands(program, context);
  addRoleCommands(program, context);
  addMemberCommands(program, context);
  addClientCommands(program, context);
  addSessionCommands(program, context);
  addRegistrationTokenCommands(program, context);
  addKeyCommands(program, context);
  addAuditCommands(program, context);
  addMailCommands(program, context, environment);
  addWebhookCommands(program, context);
  addCompletionCommand(program, environment);
  program
    .command('exit-codes')
    .description('what the exit codes mean')
    .configureHelp({ formatHelp: () => `${EXIT_CODES_HELP}\n` })
    .action(() => environment.stdout(`${EXIT_CODES_HELP}\n`));
  return program;
}

function bareProgram({ stdout, stderr }: CliEnvironment): Command {
  return new Command('casement')
    .description(
      'Manage clients (embedded ones, apps and services), their sessions, organizations, teams, users and roles of Casement, and read its audit log: on the database itself, also while the service runs, or elsewhere by its API (casement login). What is changed applies at the next request.',
    )
    .version(version())
    .option('--database <file>', `SQLite file (default: CASEMENT_DATABASE, or ${DEFAULT_DATABASE})`)
    .option(
      '--issuer <url>',
      'manage the service there, as who is signed in with: casement login (default: CASEMENT_REMOTE_ISSUER)',
    )
    .option(
      '--as <user>',
      'act as this user (ID or e-mail), with no more than its permissions (default: the operator at the machine)',
    )
    .option('--json', 'print JSON and nothing else on standard output')
    .showSuggestionAfterError()
    .showHelpAfterError('Add --help to see how it is used.')
    .configureHelp({ showGlobalOptions: true, optionDescription })
    .exitOverride()
    .configureOutput({ writeOut: stdout, writeErr: stderr });
}
