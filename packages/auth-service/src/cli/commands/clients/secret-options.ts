import { type Command, InvalidArgumentError } from 'commander';
import {
  SECRET_EXPIRY_DAYS,
  type SecretInput,
  TYPED_SECRET_LENGTH,
} from '../../../domain/client/secret-input.ts';
import type { CliContext } from '../../context.ts';

export const SECRET_WARNING =
  'This secret is shown once and stored only as a hash. Save it now; a lost one is replaced with: casement clients rotate-secret';

export const TYPED_SECRET_WARNING =
  'This is the secret that you gave; it is stored only as a hash. A generated one is better.';

export interface SecretOptions {
  secretName?: string;
  expires?: number | 'never';
  secretStdin?: boolean;
}

/** What a secret is called, and when it ends. */
export function withSecretOptions(command: Command): Command {
  const { min, max, default: usual } = SECRET_EXPIRY_DAYS;
  return command
    .option('--secret-name <name>', 'of the secret, for people')
    .option(
      '--expires <days>',
      `days until the secret ends, ${min}–${max}, or never (default: ${usual})`,
      toDays,
    )
    .option(
      '--secret-stdin',
      `read the secret from standard input, ${TYPED_SECRET_LENGTH.min} characters or more, instead of generating one`,
    );
}

/** Not an option: whoever lists the processes reads the command line. */
export async function toSecretInput(
  { secretName, expires, secretStdin }: SecretOptions,
  { stdin }: Pick<CliContext, 'stdin'>,
): Promise<SecretInput | undefined> {
  if (secretName === undefined && expires === undefined && !secretStdin) return undefined;
  return {
    name: secretName,
    expiresInDays: expires === 'never' ? null : expires,
    value: secretStdin ? (await stdin()).replace(/\r?\n$/, '') : undefined,
  };
}

function toDays(text: string): number | 'never' {
  if (text === 'never') return text;
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Not a number of days, and not: never.');
}
