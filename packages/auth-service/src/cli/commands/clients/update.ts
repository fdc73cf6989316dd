import { type Command, Option } from 'commander';
import { type Client, USER_MODES } from '../../../domain/client/client.ts';
import type { ClientPatch } from '../../../domain/client/client-patch.ts';
import { ACCESS_PRESETS, TEAM_SELECTIONS } from '../../../domain/client/oauth-client.ts';
import { PLATFORMS } from '../../../domain/client/redirect-uri.ts';
import { invalidRequest } from '../../../domain/errors.ts';
import { toNumber } from '../../collect.ts';
import type { CliContext } from '../../context.ts';
import { CommandError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import { findOrganization, findTeam } from '../../lookup.ts';
import type { Management } from '../../management.ts';
import { describeClient } from './describe-clients.ts';
import { grantNames } from './grants.ts';
import { type RequestLimitOption, requestLimitOption, toRequestLimit } from './limit-option.ts';
import { previewedClient } from './printed-client.ts';
import { toRole } from './role.ts';
import { warningNotes } from './warning-notes.ts';

/** Options that say a field of the domain as it is. */
const PLAIN: Readonly<Record<string, keyof ClientPatch>> = {
  name: 'name',
  description: 'description',
  uri: 'clientUri',
  contact: 'contact',
  lifetime: 'accessTokenLifetime',
  requestsPerMinute: 'requestsPerMinute',
  userMode: 'userMode',
  origin: 'allowedOrigins',
  accessPreset: 'accessPreset',
  scope: 'scopes',
  confidential: 'confidential',
  platform: 'platform',
  redirectUri: 'redirectUris',
  postLogoutRedirectUri: 'postLogoutRedirectUris',
  backchannelLogoutUri: 'backchannelLogoutUri',
  corsOrigin: 'corsOrigins',
  teamSelection: 'teamSelection',
  refreshToken: 'refreshToken',
  refreshTokenLifetime: 'refreshTokenLifetime',
  refreshGrace: 'refreshGrace',
  confirm: 'confirmed',
};

/** What `--unset` knows, by the name of the option. */
const UNSETTABLE: ReadonlyMap<string, keyof ClientPatch> = new Map([
  ...Object.entries(PLAIN)
    .filter(([option]) => option !== 'name' && option !== 'confirm')
    .map(([option, field]) => [kebab(option), field] as const),
  ['grant-type', 'grantTypes'],
  ['team', 'teamRestriction'],
  ['role', 'roles'],
  ['user', 'user'],
]);

interface UpdateOptions extends Record<string, unknown>, RequestLimitOption {
  team?: string[];
  org?: string[];
  user?: string;
  role?: string[];
  grantType?: string[];
  unset: string[];
  ifVersion?: number;
  dryRun?: boolean;
}

export function addUpdateCommand(clients: Command, { administer }: CliContext): void {
  const several = (flags: string, what: string) =>
    [flags, `${what}; may be given several times`, append] as const;
  const all = (flags: string, what: string) =>
    [flags, `${what}; all of them, may be given several times`, append] as const;
  clients
    .command('update <client>')
    .description('change what is named, and nothing else; what applies depends on its type')
    .option('--name <name>', 'for people')
    .option('--description <text>', 'for people')
    .option('--uri <uri>', 'home page of the client')
    .option('--contact <email>', 'whom to ask about it')
    .option('--lifetime <seconds>', 'of access tokens', toNumber)
    .addOption(requestLimitOption(''))
    .option(...all('--team <team>', 'its team, or the teams that it is restricted to'))
    .option(...all('--org <organization>', 'restricted to the teams of this organization'))
    .addOption(new Option('--user-mode <mode>', 'of an embedded client').choices(USER_MODES))
    .option('--user <user>', 'as whom it acts: pinned, or of a service (ID or e-mail)')
    .option(...all('--role <role@node>', 'of a service’s own'))
    .option(...all('--origin <origin>', 'at which it may be embedded'))
    .addOption(new Option('--access-preset <preset>', 'how much').choices(ACCESS_PRESETS))
    .option(...all('--scope <scope>', 'that it may ask for'))
    .option('--confidential', 'with secrets; make one afterwards')
    .option('--no-confidential', 'public: its secrets and keys end now')
    .addOption(new Option('--platform <platform>', 'where it runs').choices(PLATFORMS))
    .option(...all('--grant-type <type>', 'authorization_code or device_code'))
    .option(...all('--redirect-uri <uri>', 'compared exactly'))
    .option(...all('--post-logout-redirect-uri <uri>', 'where sign-out may end'))
    .option('--backchannel-logout-uri <uri>', 'of its server, told when a user signs out')
    .option(...all('--cors-origin <origin>', 'of pages that call from a browser'))
    .addOption(new Option('--team-selection <mode>', 'at consent').choices(TEAM_SELECTIONS))
    .option('--refresh-token', 'issue refresh tokens')
    .option('--no-refresh-token', 'issue no refresh tokens')
    .option('--refresh-token-lifetime <seconds>', 'of refresh tokens', toNumber)
    .option('--refresh-grace <seconds>', 'a rotated refresh token still answers', toNumber)
    .option(...several('--unset <option>', 'back to what a new client has'))
    .option('--confirm', 'says that full access for long is meant')
    .option('--if-version <number>', 'only if nobody has changed it since', toNumber)
    .option('--dry-run', 'say what it would be, and change nothing')
    .action((id: string, _: unknown, command: Command) => {
      const options = saidOptions(command);
      requireChange(command, options);
      return administer(async (management) => {
        const { clients, directory } = management;
        const patch = await toPatch(management, await clients.get(id), options);
        const { ifVersion: expectedVersion, dryRun } = options;
        if (dryRun) {
          const preview = await clients.previewUpdate(id, patch, { expectedVersion });
          return previewedClient(directory, preview);
        }
        const { client, warnings } = await clients.update(id, patch, { expectedVersion });
        return { ...(await describeClient(directory, client)), notes: warningNotes(warnings) };
      });
    });
}

const append = (value: string, previous: readonly string[] | undefined): string[] => [
  ...(previous ?? []),
  value,
];

/** Only what somebody said: `--no-…` options have a value also when nobody did. */
function saidOptions(command: Command): UpdateOptions {
  const said = Object.entries(command.opts<UpdateOptions>()).filter(
    ([option]) => command.getOptionValueSource(option) === 'cli',
  );
  return { unset: [], ...Object.fromEntries(said) };
}

/** How to change, and not what. */
const MANNERS: ReadonlySet<string> = new Set(['confirm', 'ifVersion', 'dryRun']);

/** @throws CommandError when nothing is to be changed: nobody means that */
function requireChange(command: Command, options: UpdateOptions): void {
  const { unset, ...said } = options;
  if (unset.length > 0 || Object.keys(said).some((option) => !MANNERS.has(option))) return;
  const flags = command.options.filter((option) => !MANNERS.has(option.attributeName()));
  const names = [...new Set(flags.map(({ long }) => long))].join(', ');
  throw new CommandError(
    EXIT.usage,
    `update: Name what to change: ${names}. See: casement clients update --help`,
  );
}

async function toPatch(
  { directory }: Management,
  client: Client,
  { team, org, user, role, grantType, unset, ...options }: UpdateOptions,
): Promise<ClientPatch> {
  const patch: Record<string, unknown> = {};
  for (const [option, value] of Object.entries(options)) {
    const field = PLAIN[option];
    if (field !== undefined) patch[field] = value;
  }
  const requests = toRequestLimit(options);
  if (requests !== undefined) patch.requestsPerMinute = requests;
  const teamIds = team && (await Promise.all(team.map((name) => findTeam(directory, name))));
  const isEmbedded = client.type === 'embedded';
  if (isEmbedded && teamIds) patch.teamId = teamIds.at(-1)?.id;
  else if (teamIds) patch.teamRestriction = { teamIds: teamIds.map(({ id }) => id) };
  if (org) {
    const found = await Promise.all(org.map((name) => findOrganization(directory, name)));
    const organizationIds = found.map(({ id }) => id);
    patch.teamRestriction = { ...(patch.teamRestriction as object), organizationIds };
  }
  if (user !== undefined) patch[isEmbedded ? 'staticUser' : 'user'] = user;
  if (role) patch.roles = await Promise.all(role.map((text) => toRole(directory, text)));
  if (grantType) patch.grantTypes = grantNames(grantType);
  for (const option of unset) {
    const field = option === 'user' && isEmbedded ? 'staticUser' : UNSETTABLE.get(option);
    if (field === undefined) {
      const message = `"${option}": one of ${[...UNSETTABLE.keys()].sort().join(', ')}.`;
      throw invalidRequest([{ path: 'unset', message }]);
    }
    patch[field] = null;
  }
  return patch;
}

function kebab(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
