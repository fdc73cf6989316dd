import type { Command, Option } from 'commander';
import { valuesOf } from './suggested-values.ts';

export const SHELLS = ['bash', 'zsh'] as const;
export type Shell = (typeof SHELLS)[number];

/** What may follow the words of one command. */
interface Node {
  /** As typed, `clients rotate-secret`; empty for the program itself. */
  path: string;
  subcommands: string[];
  options: { flag: string; choices: readonly string[] }[];
}

/** A completion script for a shell, made of the commands themselves: nothing to keep in step. */
export function completionScript(program: Command, shell: Shell): string {
  const script = bashScript(nodesOf(program, ''));
  // zsh reads bash's completions.
  const preparation = 'autoload -Uz compinit bashcompinit && compinit && bashcompinit\n';
  return shell === 'zsh' ? preparation + script : script;
}

function nodesOf(command: Command, path: string): Node[] {
  const help = command.createHelp();
  help.showGlobalOptions = true;
  // The hidden ones are for nobody.
  const options = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
  const subcommands = help.visibleCommands(command).filter((one) => one.name() !== 'help');
  const names = subcommands.map((one) => one.name());
  return [
    { path, subcommands: names, options: options.map(describeOption) },
    ...subcommands.flatMap((one) => nodesOf(one, `${path} ${one.name()}`.trim())),
  ];
}

const describeOption = (option: Option): Node['options'][number] => ({
  flag: option.long ?? option.short ?? '',
  choices: valuesOf(option),
});

/** No value is offered for free text; files are, by the shell. */
function bashScript(nodes: readonly Node[]): string {
  const words = nodes.map(({ path, subcommands, options }) => {
    const all = [...subcommands, ...options.map(({ flag }) => flag)];
    return `    '${path}') words='${all.join(' ')}' ;;`;
  });
  const choices = nodes.flatMap(({ path, options }) =>
    options
      .filter((option) => option.choices.length > 0)
      .map(({ flag, choices }) => `    '${path} ${flag}') words='${choices.join(' ')}' ;;`),
  );
  const paths = nodes.flatMap(({ path }) => (path === '' ? [] : [`      '${path}'`]));
  return `_casement() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local path='' words='' word index
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    case "\${path:+$path }$word" in
${paths.join('|\\\n')}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path $previous" in
${choices.join('\n')}
  esac
  [[ -n $words ]] || case "$path" in
${words.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _casement casement
`;
}
