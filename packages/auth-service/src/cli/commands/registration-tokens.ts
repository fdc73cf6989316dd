import { type Command, Option } from 'commander';
import { ACCESS_PRESETS, type AccessPreset } from '../../domain/client/oauth-client.ts';
import { INITIAL_ACCESS_TOKEN_LIFETIME } from '../../domain/registration/initial-access-token.ts';
import { toNumber } from '../collect.ts';
import type { CliContext } from '../context.ts';

interface CreateOptions {
  name: string;
  hours?: number;
  accessPreset?: AccessPreset;
}

/** Tokens by which clients register themselves (RFC 7591), where the service lets them. */
export function addRegistrationTokenCommands(program: Command, { administer }: CliContext): void {
  const { min, max, default: usual } = INITIAL_ACCESS_TOKEN_LIFETIME;
  const tokens = program
    .command('registration-tokens')
    .description('tokens by which clients register themselves, where the service lets them');
  tokens
    .command('create')
    .description('make one; prints it once')
    .requiredOption('--name <name>', 'for people: who gets it')
    .option('--hours <hours>', `until it ends, ${min}–${max} (default: ${usual})`, toNumber)
    .addOption(
      new Option(
        '--access-preset <preset>',
        'the most that its clients may ask for (default: read)',
      ).choices(ACCESS_PRESETS),
    )
    .action((options: CreateOptions) =>
      administer(async ({ registrationTokens }) => {
        const { token, secret } = await registrationTokens.create(options);
        return {
          name: 'initial_access_token',
          secret,
          warning: `This token is shown once and stored nowhere. Whoever has it registers clients until ${new Date(token.expiresAt).toISOString()}.`,
        };
      }),
    );
  tokens
    .command('list')
    .description('list them, ended ones too')
    .action(() =>
      administer(async ({ registrationTokens }) => ({
        rows: await registrationTokens.list(),
        columns: [
          ...['id', 'name', 'access_preset', 'created_at', 'expires_at'],
          ...['revoked_at', 'last_used_at'],
        ],
        what: 'token',
        empty: 'No registration tokens yet. Make one with: casement registration-tokens create',
      })),
    );
  tokens
    .command('revoke <token>')
    .description('end one: what was registered with it stays')
    .action((id: string) =>
      administer(async ({ registrationTokens }) => {
        await registrationTokens.revoke(id);
        return { item: { id }, text: `Nothing is registered with token ${id} any more.` };
      }),
    );
}
