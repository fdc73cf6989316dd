import { type Environment, readInvocation } from './arguments.ts';
import { examine } from './examine.ts';
import { HELP } from './help.ts';
import { toJson, toText } from './print.ts';
import { EXIT, verdictOf } from './verdict.ts';

export interface Surroundings {
  env: Environment;
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  /** ms since the epoch. */
  now?: () => number;
}

/** The program but for its process. @returns the exit code */
export async function runDoctor(
  args: readonly string[],
  { env, stdout, stderr, now }: Surroundings,
): Promise<number> {
  const invocation = readInvocation(args, env);
  if (invocation.kind === 'help') {
    stdout(HELP);
    return EXIT.healthy;
  }
  if (invocation.kind === 'usage') {
    for (const fault of invocation.faults) stderr(`error: ${fault}\n`);
    stderr('See casement-doctor --help.\n');
    return EXIT.usage;
  }
  const findings = await examine(invocation.options, now);
  const verdict = verdictOf(findings);
  const print = invocation.json ? toJson : toText;
  stdout(`${print(findings, verdict)}\n`);
  return verdict.exitCode;
}
