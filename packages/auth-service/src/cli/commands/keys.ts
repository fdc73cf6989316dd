import type { Command } from 'commander';
import { generateEncryptionKey } from '../../encryption-key.ts';
import type { CliContext } from '../context.ts';

interface RotateOptions {
  compromised?: boolean;
  yes?: boolean;
}

export function addKeyCommands(program: Command, context: CliContext): void {
  const { print, administer } = context;
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
  keys
    .command('list')
    .description('list the keys that sign tokens: next, active and retired ones')
    .action(() =>
      administer(async ({ keys }) => ({
        rows: await keys.list(),
        columns: ['kid', 'state', 'created_at', 'activated_at', 'retired_at'],
        what: 'key',
        empty: 'No keys yet. Start the auth service: it makes them.',
      })),
    );
  addRotateCommand(keys, context);
}

function addRotateCommand(keys: Command, { administer, confirm }: CliContext): void {
  keys
    .command('rotate')
    .description('sign with the next key; the one before verifies until its tokens have expired')
    .option('--compromised', 'drop every key at once instead: all tokens are refused, frames renew')
    .option('--yes', 'with --compromised: do not ask')
    .action(({ compromised = false, yes }: RotateOptions) =>
      administer(async ({ keys }) => {
        if (!compromised) {
          const kid = (await keys.rotate()).find(({ state }) => state === 'active')?.kid;
          return { item: { kid }, text: `Tokens are signed with key ${kid} from now on.` };
        }
        const consequence = 'Every signing key is dropped, and every token is refused, at once.';
        await confirm({ consequence, word: 'compromised', yes });
        await keys.dropAll();
        return {
          item: { dropped: true },
          text: 'Every signing key is dropped. The running service makes new ones, and frames renew.',
        };
      }),
    );
}
