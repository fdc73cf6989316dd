import type { Command } from 'commander';
import { generateEncryptionKey } from '../../encryption-key.ts';
import type { CliContext } from '../context.ts';

export function addKeyCommands(program: Command, { print }: CliContext): void {
  const keys = program.command('keys').description('the service’s own keys');
  keys
    .command('generate-encryption-key')
    .description('make a value for CASEMENT_ENCRYPTION_KEY; needs no database')
    .action(() =>
      print({
        name: 'encryption_key',
        secret: generateEncryptionKey(),
        warning:
          'This key is shown once and stored nowhere. Keep it as CASEMENT_ENCRYPTION_KEY: without it the service cannot read its signing keys.',
      }),
    );
}
