import { type Command, Option } from 'commander';
import type { AppClientInput } from '../../../domain/client/app-client-input.ts';
import {
  CLIENT_TEMPLATES,
  type ClientTemplateId,
  fromTemplate,
} from '../../../domain/client/client-template.ts';
import type { ClientPreview } from '../../../domain/client/create-client.ts';
import {
  ACCESS_PRESETS,
  type AccessPreset,
  OAUTH_LIFETIMES,
  PLATFORMS,
  type Platform,
  TEAM_SELECTIONS,
  type TeamSelection,
} from '../../../domain/client/oauth-client.ts';
import type { OAuthClientInput } from '../../../domain/client/oauth-client-input.ts';
import type { DirectoryManagement } from '../../../domain/directory/manage-directory.ts';
import { collect, toNumber } from '../../collect.ts';
import type { CliContext } from '../../context.ts';
import { findOrganization, findTeam } from '../../lookup.ts';
import type { Printed } from '../../output.ts';
import { createdClient } from './created-client.ts';
import { describeClients } from './describe-clients.ts';
import { grantNames } from './grants.ts';
import { type RequestLimitOption, requestLimitOption, toRequestLimit } from './limit-option.ts';
import { toRole } from './role.ts';
import { type SecretOptions, toSecretInput, withSecretOptions } from './secret-options.ts';
import { previewNotes } from './warning-notes.ts';

interface CommonOptions extends SecretOptions, RequestLimitOption {
  dryRun?: boolean;
  name: string;
  description?: string;
  uri?: string;
  contact?: string;
  accessPreset?: AccessPreset;
  scope: string[];
  team: string[];
  org: string[];
  lifetime?: number;
  confirm?: boolean;
  id?: string;
}

interface AppOptions extends CommonOptions {
  template?: ClientTemplateId;
  public?: boolean;
  platform?: Platform;
  grantType: string[];
  redirectUri: string[];
  postLogoutRedirectUri: string[];
  backchannelLogoutUri?: string;
  corsOrigin: string[];
  teamSelection?: TeamSelection;
  refreshToken?: boolean;
  refreshTokenLifetime?: number;
  refreshGrace?: number;
}

interface ServiceOptions extends CommonOptions {
  user?: string;
  role: string[];
}

/** `create-app` and `create-service`: clients of the standard flows. */
export function addOAuthCreateCommands(clients: Command, context: CliContext): void {
  const { administer } = context;
  const { refreshToken, refreshGrace } = OAUTH_LIFETIMES;
  withCommonOptions(
    clients
      .command('create-app')
      .description('make a client to which users sign in; prints its secret once, unless --public'),
  )
    .addOption(
      new Option(
        '--template <template>',
        'a usual kind of application: `casement clients templates` lists them',
      ).choices(CLIENT_TEMPLATES),
    )
    .option('--public', 'without a secret: PKCE alone protects it (apps on devices, in browsers)')
    .addOption(
      new Option(
        '--platform <platform>',
        'native: loopback redirect URIs count with every port (default: web)',
      ).choices(PLATFORMS),
    )
    .option(
      '--grant-type <type>',
      'authorization_code or device_code; may be given several times (default: authorization_code)',
      collect,
      [],
    )
    .option('--redirect-uri <uri>', 'compared exactly; may be given several times', collect, [])
    .option(
      '--post-logout-redirect-uri <uri>',
      'where sign-out may end; several times',
      collect,
      [],
    )
    .option('--backchannel-logout-uri <uri>', 'of its server, told when a user signs out')
    .option(
      '--cors-origin <origin>',
      'of pages that call from a browser; several times',
      collect,
      [],
    )
    .addOption(
      new Option(
        '--team-selection <mode>',
        'how many teams a user chooses (default: single)',
      ).choices(TEAM_SELECTIONS),
    )
    .option('--refresh-token', 'issue refresh tokens (default: off)')
    .option(
      '--refresh-token-lifetime <seconds>',
      `${refreshToken.min}–${refreshToken.max} (default: ${refreshToken.default})`,
      toNumber,
    )
    .option(
      '--refresh-grace <seconds>',
      `a rotated refresh token still answers this long, ${refreshGrace.min}–${refreshGrace.max} (default: ${refreshGrace.default})`,
      toNumber,
    )
    .action((options: AppOptions) =>
      administer(async ({ clients, directory }) => {
        const input = await appInput(directory, options, context);
        return options.dryRun
          ? previewed(directory, await clients.preview({ type: 'app', ...input }))
          : createdClient(directory, await clients.createAppClient(input));
      }),
    );
  withCommonOptions(
    clients
      .command('create-service')
      .description('make a client for a program (client credentials); prints its secret once'),
  )
    .option('--user <user>', 'as whom it acts (ID or e-mail)')
    .option(
      '--role <role@node>',
      'a role of its own at a team or organization (ID or unique name); several times',
      collect,
      [],
    )
    .action((options: ServiceOptions) =>
      administer(async ({ clients, directory }) => {
        const input = {
          ...(await commonInput(directory, options, context)),
          user: options.user,
          roles: await Promise.all(options.role.map((text) => toRole(directory, text))),
        };
        return options.dryRun
          ? previewed(directory, await clients.preview({ type: 'service', ...input }))
          : createdClient(directory, await clients.createServiceClient(input));
      }),
    );
}

async function appInput(
  directory: DirectoryManagement,
  options: AppOptions,
  context: CliContext,
): Promise<AppClientInput> {
  const input: AppClientInput = {
    ...(await commonInput(directory, options, context)),
    confidential: options.public ? false : undefined,
    platform: options.platform,
    grantTypes: unlessEmpty(grantNames(options.grantType)),
    redirectUris: unlessEmpty(options.redirectUri),
    postLogoutRedirectUris: options.postLogoutRedirectUri,
    backchannelLogoutUri: options.backchannelLogoutUri,
    corsOrigins: options.corsOrigin,
    teamSelection: options.teamSelection,
    refreshToken: options.refreshToken,
    refreshTokenLifetime: options.refreshTokenLifetime,
    refreshGrace: options.refreshGrace,
  };
  return options.template === undefined ? input : fromTemplate(options.template, input);
}

function withCommonOptions(command: Command): Command {
  const { min, max, default: usual } = OAUTH_LIFETIMES.accessToken;
  return withSecretOptions(command)
    .requiredOption('--name <name>', 'for people; users see it at consent')
    .option('--description <text>', 'for people')
    .option('--uri <uri>', 'home page of the client')
    .option('--contact <email>', 'whom to ask about it')
    .addOption(
      new Option(
        '--access-preset <preset>',
        'reading only, or all that the user may (default: read)',
      ).choices(ACCESS_PRESETS),
    )
    .option(
      '--scope <scope>',
      'may be given several times (default: all that the preset allows)',
      collect,
      [],
    )
    .option(
      '--team <team>',
      'restrict to this team, by ID or unique name; several times',
      collect,
      [],
    )
    .option(
      '--org <organization>',
      'restrict to the teams of this organization; several times',
      collect,
      [],
    )
    .option('--lifetime <seconds>', `of access tokens, ${min}–${max} (default: ${usual})`, toNumber)
    .addOption(requestLimitOption())
    .option('--confirm', 'says that full access for long is meant')
    .option('--dry-run', 'say what would be made, and make nothing')
    .option('--id <client-id>', 'chosen instead of generated; cannot be changed later');
}

async function commonInput(
  directory: DirectoryManagement,
  options: CommonOptions,
  context: CliContext,
): Promise<OAuthClientInput> {
  const teams = await Promise.all(options.team.map((name) => findTeam(directory, name)));
  const orgs = await Promise.all(options.org.map((name) => findOrganization(directory, name)));
  return {
    id: options.id,
    name: options.name,
    description: options.description,
    clientUri: options.uri,
    contact: options.contact,
    accessPreset: options.accessPreset,
    scopes: unlessEmpty(options.scope),
    teamRestriction: {
      teamIds: teams.map(({ id }) => id),
      organizationIds: orgs.map(({ id }) => id),
    },
    accessTokenLifetime: options.lifetime,
    requestsPerMinute: toRequestLimit(options),
    secret: await toSecretInput(options, context),
    confirmed: options.confirm,
  };
}

const unlessEmpty = (values: string[]): string[] | undefined =>
  values.length === 0 ? undefined : values;

async function previewed(directory: DirectoryManagement, preview: ClientPreview): Promise<Printed> {
  const [item = preview.client] = await describeClients(directory, [preview.client]);
  return { item, notes: previewNotes(preview) };
}
