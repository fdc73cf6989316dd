import { type Command, Option } from 'commander';
import {
  ACCESS_PRESETS,
  type AccessPreset,
  OAUTH_LIFETIMES,
} from '../../../domain/client/oauth-client.ts';
import type { OAuthClientInput } from '../../../domain/client/oauth-client-input.ts';
import type { DirectoryManagement } from '../../../domain/directory/manage-directory.ts';
import { collect, toNumber } from '../../collect.ts';
import type { CliContext } from '../../context.ts';
import { findOrganization, findTeam } from '../../lookup.ts';
import { type RequestLimitOption, requestLimitOption, toRequestLimit } from './limit-option.ts';
import { type SecretOptions, toSecretInput, withSecretOptions } from './secret-options.ts';

/** Of every command that makes a client of the standard flows. */
export interface OAuthOptions extends SecretOptions, RequestLimitOption {
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

/**
 * Adds them.
 *
 * @param name what the name is for
 */
export function withOAuthOptions(command: Command, name: string): Command {
  const { min, max, default: usual } = OAUTH_LIFETIMES.accessToken;
  return withSecretOptions(command)
    .requiredOption('--name <name>', name)
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
      'restrict to this team, by ID, slug or unique name; several times',
      collect,
      [],
    )
    .option(
      '--org <organization>',
      'restrict to the teams of this organization, by ID or unique name; several times',
      collect,
      [],
    )
    .option('--lifetime <seconds>', `of access tokens, ${min}–${max} (default: ${usual})`, toNumber)
    .addOption(requestLimitOption())
    .option('--confirm', 'says that full access for long is meant')
    .option('--dry-run', 'say what would be made, and make nothing')
    .option('--id <client-id>', 'chosen instead of generated; cannot be changed later');
}

/** What they say, with teams and organizations found by their names. */
export async function oauthInput(
  directory: DirectoryManagement,
  options: OAuthOptions,
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

/** Named no value: the default. */
export const unlessEmpty = (values: string[]): string[] | undefined =>
  values.length === 0 ? undefined : values;
