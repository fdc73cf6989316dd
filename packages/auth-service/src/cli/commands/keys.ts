import type { Command } from 'commander';
import { generateEncryptionKey } from '../../encryption-key.ts';
import type { CliContext } from '../context.ts';

export function addKeyCommands(program: Command, { print }: CliContext): void {
  const keys = program.command('keys').description('the service’s own keys');
  keys
    .command('generate-encryption-key')
    .description('make a value for CASEMENT_ENCRYPTION_KEY')
    .action(() => print({ name: 'encryption_key', value: generateEncryptionKey() }));
}
