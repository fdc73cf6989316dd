import { type Command, Option } from 'commander';
import type { AppClientInput } from '../../../domain/client/app-client-input.ts';
import {
  CLIENT_TEMPLATES,
  type ClientTemplateId,
  fromTemplate,
} from '../../../domain/client/client-template.ts';
import {
  OAUTH_LIFETIMES,
  TEAM_SELECTIONS,
  type TeamSelection,
} from '../../../domain/client/oauth-client.ts';
import { PLATFORMS, type Platform } from '../../../domain/client/redirect-uri.ts';
import type { DirectoryManagement } from '../../../domain/directory/manage-directory.ts';
import { collect, toNumber } from '../../collect.ts';
import type { CliContext } from '../../context.ts';
import { grantNames } from './grants.ts';
import { type OAuthOptions, oauthInput, unlessEmpty, withOAuthOptions } from './oauth-options.ts';
import { createdClient, previewedClient } from './printed-client.ts';

interface AppOptions extends OAuthOptions {
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

/** `create-app`: a client to which users sign in. */
export function addCreateAppCommand(clients: Command, context: CliContext): void {
  const { administer } = context;
  const { refreshToken, refreshGrace } = OAUTH_LIFETIMES;
  withOAuthOptions(
    clients
      .command('create-app')
      .description('make a client to which users sign in; prints its secret once, unless --public'),
    'for people; users see it at consent',
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
          ? previewedClient(directory, await clients.preview({ type: 'app', ...input }))
          : createdClient(directory, await clients.createAppClient(input));
      }),
    );
}

async function appInput(
  directory: DirectoryManagement,
  options: AppOptions,
  context: CliContext,
): Promise<AppClientInput> {
  const input: AppClientInput = {
    ...(await oauthInput(directory, options, context)),
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
