import type { Command } from 'commander';
import type { SecretSummary } from '../../domain/client/manage-clients.ts';
import { AS_OPTION, type AsOption, clientsAs } from '../as-user.ts';
import { collect, toNumber } from '../collect.ts';
import type { CliContext } from '../context.ts';
import { addClientCredentialCommands } from './client-credentials.ts';

interface CreateOptions extends AsOption {
  name: string;
  team: string;
  origin: string[];
  staticUser?: string;
  dynamic?: boolean;
  lifetime?: number;
  id?: string;
}

export function addClientCommands(program: Command, context: CliContext): void {
  const { administer, print } = context;
  const clients = program.command('clients').description('embedded clients');
  clients
    .command('create')
    .description('make an embedded client; prints its secret once')
    .requiredOption('--name <name>', 'for people')
    .requiredOption('--team <id>', 'the one team it belongs to')
    .option('--static-user <user>', 'static mode: every session acts as this team member')
    .option('--dynamic', 'dynamic mode: the backend names the user with every code')
    .option('--origin <origin>', 'allowed origin; may be given several times', collect, [])
    .option('--lifetime <seconds>', 'of access tokens, 60–600 (default: 300)', toNumber)
    .option('--id <client-id>', 'chosen instead of generated; cannot be changed later')
    .option(...AS_OPTION)
    .action((options: CreateOptions) =>
      administer(async (administration) => {
        const management = await clientsAs(administration, options);
        const { client, clientSecret } = await management.createEmbeddedClient({
          id: options.id,
          name: options.name,
          teamId: options.team,
          userMode: options.dynamic ? 'dynamic' : 'static',
          staticUser: options.staticUser,
          allowedOrigins: options.origin,
          accessTokenLifetime: options.lifetime,
        });
        print({ item: client, secret: clientSecret });
      }),
    );
  clients
    .command('list')
    .description('list clients')
    .action(() =>
      administer(async ({ clients: management }) => {
        print({
          rows: await management.list(),
          columns: ['id', 'name', 'status', 'user_mode', 'team_id', 'allowed_origins'],
          empty: 'No clients yet. Make one with: casement clients create --help',
        });
      }),
    );
  clients
    .command('show <client>')
    .description('show a client, its secrets (without the secrets themselves) and keys')
    .action((id: string) =>
      administer(async ({ clients: management }) => {
        const secrets = await management.listSecrets(id);
        const keys = await management.listKeys(id);
        print({
          item: {
            ...(await management.get(id)),
            secrets: secrets.map(describeSecret),
            keys: keys.map(({ kid, algorithm }) => `${algorithm}:${kid}`),
          },
        });
      }),
    );
  for (const verb of ['disable', 'enable'] as const) {
    clients
      .command(`${verb} <client>`)
      .description(
        verb === 'disable'
          ? 'stop outstanding codes and live sessions'
          : 'let it work again; open frames recover by themselves',
      )
      .option(...AS_OPTION)
      .action((id: string, options: AsOption) =>
        administer(async (administration) => {
          print({ item: await (await clientsAs(administration, options))[verb](id) });
        }),
      );
  }
  addClientCredentialCommands(clients, context);
}

function describeSecret({ name, prefix, expiresAt }: SecretSummary): string {
  const until = expiresAt === undefined ? '' : ` (until ${new Date(expiresAt).toISOString()})`;
  return `${name} ${prefix}…${until}`;
}
