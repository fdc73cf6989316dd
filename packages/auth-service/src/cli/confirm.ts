import type { CliEnvironment } from './environment.ts';
import { CommandError } from './errors.ts';
import { EXIT } from './exit-codes.ts';

export interface Confirmation {
  /** What will happen, as a sentence. */
  consequence: string;
  /** What the person types to confirm it. */
  word: string;
  /** Whether `--yes` was given. */
  yes: boolean | undefined;
}

/**
 * Lets pass what was confirmed by `--yes`, or by typing the thing's name: a habit of pressing "y" deletes
 * the wrong one.
 *
 * @throws CommandError when it was not, or nobody is there to ask
 */
export async function confirm(
  { consequence, word, yes = false }: Confirmation,
  { ask }: Pick<CliEnvironment, 'ask'>,
): Promise<void> {
  if (yes) return;
  if (!ask) {
    throw new CommandError(EXIT.usage, `yes: ${consequence} Say that you mean it with --yes.`);
  }
  const answer = await ask(`${consequence}\nType ${word} to confirm: `);
  if (answer?.trim() === word) return;
  throw new CommandError(EXIT.refused, 'yes: not confirmed; nothing was changed.');
}
