import { type Command, Option } from 'commander';
import { CLIENT_TYPES } from '../../../domain/client/client.ts';
import { CLIENT_STATUSES } from '../../../domain/client/client-base.ts';
import { type ClientQuery, PAGE_SIZE, TEAM_LIMITS } from '../../../domain/client/client-query.ts';
import { CLIENT_SORTS, SORT_ORDERS } from '../../../domain/client/client-sort.ts';
import { toNumber } from '../../collect.ts';
import type { CliContext } from '../../context.ts';
import { CURSOR, moreNotes } from '../../cursor-option.ts';
import { findTeam } from '../../lookup.ts';
import type { Management } from '../../management.ts';
import { describeClients, forPeople } from './describe-clients.ts';

/** Of everything that chooses clients. */
export interface ListOptions {
  search?: string;
  status?: string[];
  type?: string[];
  teams?: string;
  team?: string;
  scope?: string;
  user?: string;
  unusedFor?: number;
  expiresIn?: number;
  sort?: string;
  desc?: boolean;
  limit?: number;
  cursor?: string;
  wide?: boolean;
}

/** Fits into 80 characters with a generated ID and a name of up to 23. */
const NARROW = ['id', 'type', 'status', 'name'] as const;

const WIDE = [
  ...['id', 'type', 'status', 'name', 'team_name', 'user_mode', 'static_user_email'],
  ...['user_email', 'roles', 'access_token_lifetime', 'created_at', 'last_used_at', 'expires_at'],
  'allowed_origins',
] as const;

const DAY = 24 * 3_600_000;

/** The words that people type, as the domain spells them. */
const SORTS: ReadonlyMap<string, string> = new Map(
  CLIENT_SORTS.map((sort) => [
    sort.replace(/At$/, '').replace(/[A-Z]/g, '-$&').toLowerCase(),
    sort,
  ]),
);

export function addListCommand(clients: Command, { administer }: CliContext): void {
  const { min, max, default: usual } = PAGE_SIZE;
  withFilters(clients.command('list').description('list clients, page by page'))
    .option('--limit <number>', `clients per page, ${min}–${max} (default: ${usual})`, toNumber)
    .option(...CURSOR)
    .option('--wide', 'more columns than a terminal of 80 characters has room for')
    .action((options: ListOptions) =>
      administer(async (management) => {
        const { clients, directory } = management;
        const page = await clients.list(await toQuery(management, options));
        const rows = await describeClients(directory, page.clients);
        return {
          rows,
          cells: rows.map(forPeople),
          columns: options.wide ? WIDE : NARROW,
          what: 'client',
          empty: 'No such clients. Make one with: casement clients create --help',
          notes: moreNotes(page.nextCursor),
        };
      }),
    );
}

/** Which clients, and in what order. */
export const withFilters = (command: Command): Command =>
  command
    .option('--search <text>', 'part of the name or of the ID')
    .addOption(new Option('--status <status...>', 'with one of these').choices(CLIENT_STATUSES))
    .addOption(new Option('--type <type...>', 'of one of these').choices(CLIENT_TYPES))
    .addOption(new Option('--teams <limit>', 'for all teams, or limited').choices(TEAM_LIMITS))
    .option('--team <team>', 'of this team, or limited to it (ID, slug or unique name)')
    .option('--scope <scope>', 'that may ask for this scope')
    .option('--user <user>', 'that act as this user (ID or e-mail)')
    .option('--unused-for <days>', 'made before, and not used for so many days, or never', toNumber)
    .option('--expires-in <days>', 'whose last secret expires by then, or has expired', toNumber)
    .addOption(
      new Option('--sort <field>', 'order of the list (default: name)').choices([...SORTS.keys()]),
    )
    .option('--desc', 'in reverse order');

export async function toQuery(
  { directory }: Pick<Management, 'directory'>,
  { status, type, search, teams, scope, limit, cursor, ...options }: ListOptions,
): Promise<ClientQuery> {
  const { team, user, unusedFor, expiresIn, sort, desc } = options;
  const now = Date.now();
  return {
    ...{ status, type, search, scope, limit, cursor, teamLimit: teams },
    teamId: team === undefined ? undefined : (await findTeam(directory, team)).id,
    userId: user === undefined ? undefined : (await directory.getUser(user)).id,
    unusedSince: unusedFor === undefined ? undefined : Math.floor(now - unusedFor * DAY),
    expiresBefore: expiresIn === undefined ? undefined : Math.floor(now + expiresIn * DAY),
    sort: sort === undefined ? undefined : SORTS.get(sort),
    order: desc ? SORT_ORDERS[1] : undefined,
  };
}
