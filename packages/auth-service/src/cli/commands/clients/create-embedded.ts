import { type Command, Option } from 'commander';
import { ACCESS_TOKEN_LIFETIME, USER_MODES, type UserMode } from '../../../domain/client/client.ts';
import type { EmbeddedClientInput } from '../../../domain/client/embedded-client-input.ts';
import { collect, toNumber } from '../../collect.ts';
import type { CliContext } from '../../context.ts';
import { findTeam } from '../../lookup.ts';
import { type RequestLimitOption, requestLimitOption, toRequestLimit } from './limit-option.ts';
import { createdClient, previewedClient } from './printed-client.ts';
import { type SecretOptions, toSecretInput, withSecretOptions } from './secret-options.ts';

interface CreateOptions extends SecretOptions, RequestLimitOption {
  name: string;
  description?: string;
  uri?: string;
  contact?: string;
  dryRun?: boolean;
  team: string;
  userMode: UserMode;
  user?: string;
  origin: string[];
  lifetime?: number;
  id?: string;
}

/**
 * Options of other kinds of client, which the domain refuses with a reason (EM1). They are known here
 * so that the answer is that reason and not "unknown option".
 */
const INAPPLICABLE: readonly (readonly [flags: string, field: string])[] = [
  ['--redirect-uri <uri>', 'redirectUris'],
  ['--grant-type <type>', 'grantTypes'],
  ['--scope <scope>', 'scopes'],
  ['--refresh-token', 'refreshToken'],
  ['--refresh-token-lifetime <seconds>', 'refreshTokenLifetime'],
  ['--access-preset <preset>', 'accessPreset'],
  ['--team-access <teams>', 'teamAccess'],
  ['--no-secret', 'generateSecret'],
];

export function addCreateCommand(clients: Command, context: CliContext): void {
  const { administer } = context;
  const { min, max, default: usual } = ACCESS_TOKEN_LIFETIME;
  const create = withSecretOptions(
    clients.command('create').description('make an embedded client; prints its secret once'),
  )
    .requiredOption('--name <name>', 'for people')
    .option('--description <text>', 'for people')
    .option('--uri <uri>', 'home page of the client')
    .option('--contact <email>', 'whom to ask about it')
    .option('--dry-run', 'say what would be made, and make nothing')
    .requiredOption('--team <team>', 'the one team it belongs to, by ID, slug or unique name')
    .addOption(
      new Option(
        '--user-mode <mode>',
        'static: every session acts as --user; dynamic: the backend names the user with every code',
      )
        .choices(USER_MODES)
        .makeOptionMandatory(),
    )
    .option('--user <user>', 'in static mode: the pinned team member (ID or e-mail)')
    .option(
      '--origin <origin>',
      'allowed origin, as in https://portal.example.com; may be given several times',
      collect,
      [],
    )
    .option('--lifetime <seconds>', `of access tokens, ${min}–${max} (default: ${usual})`, toNumber)
    .addOption(requestLimitOption())
    .option('--id <client-id>', 'chosen instead of generated; cannot be changed later');
  const inapplicable = INAPPLICABLE.map(([flags, field]) => {
    const option = new Option(flags).hideHelp();
    create.addOption(option);
    return { key: option.attributeName(), field };
  });
  create.action((options: CreateOptions) =>
    administer(async ({ clients, directory }) => {
      const team = await findTeam(directory, options.team);
      const input: EmbeddedClientInput = {
        ...given(create, inapplicable),
        id: options.id,
        name: options.name,
        description: options.description,
        clientUri: options.uri,
        contact: options.contact,
        secret: await toSecretInput(options, context),
        teamId: team.id,
        userMode: options.userMode,
        staticUser: options.user,
        allowedOrigins: options.origin,
        accessTokenLifetime: options.lifetime,
        requestsPerMinute: toRequestLimit(options),
      };
      if (options.dryRun) {
        return previewedClient(directory, await clients.preview({ type: 'embedded', ...input }));
      }
      return createdClient(directory, await clients.createEmbeddedClient(input));
    }),
  );
}

/** What somebody said on the command line; `--no-…` options have a value also when nobody did. */
function given(
  command: Command,
  options: readonly { key: string; field: string }[],
): Record<string, unknown> {
  return Object.fromEntries(
    options
      .filter(({ key }) => command.getOptionValueSource(key) === 'cli')
      .map(({ key, field }) => [field, command.getOptionValue(key) as unknown]),
  );
}
