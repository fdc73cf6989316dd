import { Argument, type Command } from 'commander';
import { completionScript, SHELLS, type Shell } from '../completion.ts';
import type { CliEnvironment } from '../environment.ts';

const HELP = `
In ~/.bashrc:  eval "$(casement completion bash)"
In ~/.zshrc:   eval "$(casement completion zsh)"`;

export function addCompletionCommand(
  program: Command,
  { stdout }: Pick<CliEnvironment, 'stdout'>,
): void {
  program
    .command('completion')
    .description('print what makes a shell complete commands and options')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText('after', HELP)
    .action((shell: Shell) => stdout(completionScript(program, shell)));
}
