import { type Command, Option } from 'commander';
import type { CredentialNode } from '../../../domain/client/node-credentials.ts';
import { ACCESS_PRESETS, type AccessPreset } from '../../../domain/client/oauth-client.ts';
import { invalidRequest } from '../../../domain/errors.ts';
import { collect, toNumber } from '../../collect.ts';
import type { CliContext } from '../../context.ts';
import { findSlug } from '../../lookup.ts';
import type { Management } from '../../management.ts';
import { type DescribedClient, describeClients } from './describe-clients.ts';
import { createdClient } from './printed-client.ts';
import { type RotateOptions, rotatedSecret, withRotationOptions } from './rotation.ts';
import { type SecretOptions, toSecretInput, withSecretOptions } from './secret-options.ts';

interface NodeOptions {
  project?: string;
  app?: string;
}

interface CreateOptions extends NodeOptions, SecretOptions {
  name: string;
  role: string;
  description?: string;
  contact?: string;
  accessPreset?: AccessPreset;
  scope: string[];
  lifetime?: number;
  confirm?: boolean;
}

/** `casement clients credentials …`: service clients with one role, at one project or app (CM18). */
export function addNodeCredentialCommands(clients: Command, context: CliContext): void {
  const { administer } = context;
  const credentials = clients
    .command('credentials')
    .description('client credentials of one project (a team), or of one app of it');
  withNode(
    credentials.command('list').description('list the client credentials of a project or an app'),
  ).action((options: NodeOptions) =>
    administer(async ({ nodeCredentials, directory }) => {
      const [node, slug] = await nodeOf(directory, options);
      return {
        rows: (await describeClients(directory, await nodeCredentials.list(node, slug))).map(
          (client) => ({ ...client, roleId: roleOf(client) }),
        ),
        columns: ['id', 'name', 'status', 'role_id', 'created_at', 'last_used_at', 'expires_at'],
        what: 'client',
        empty: `No client credentials. Make some with: casement clients credentials create --${node} ${slug}`,
      };
    }),
  );
  addCreate(credentials, context);
  withNode(
    withRotationOptions(
      credentials
        .command('regenerate-secret <client>')
        .description('make a new secret, printed once; what it replaces ends at once or later'),
    ),
  ).action((id: string, options: NodeOptions & RotateOptions) =>
    administer(async (management) => {
      const { nodeCredentials, clients, directory } = management;
      const [node, slug] = await nodeOf(directory, options);
      return rotatedSecret(context, management, await clients.get(id), options, (input) =>
        nodeCredentials.regenerateSecret(node, slug, id, input),
      );
    }),
  );
}

function addCreate(credentials: Command, context: CliContext): void {
  withNode(
    withSecretOptions(
      credentials
        .command('create')
        .description('make a service client with one role there; prints its secret once'),
    ),
  )
    .requiredOption('--name <name>', 'for people')
    .requiredOption('--role <role>', 'what it may do there; see: casement roles list')
    .option('--description <text>', 'for people')
    .option('--contact <email>', 'whom to ask about it')
    .addOption(
      new Option('--access-preset <preset>', 'how much (default: read)').choices(ACCESS_PRESETS),
    )
    .option('--scope <scope>', 'that it may ask for; several times', collect, [])
    .option('--lifetime <seconds>', 'of access tokens', toNumber)
    .option('--confirm', 'says that full access for long is meant')
    .action((options: CreateOptions) =>
      context.administer(async ({ nodeCredentials, directory }) => {
        const [node, slug] = await nodeOf(directory, options);
        const made = await nodeCredentials.create(node, slug, {
          name: options.name,
          roleId: options.role,
          description: options.description,
          contact: options.contact,
          accessPreset: options.accessPreset,
          scopes: options.scope.length === 0 ? undefined : options.scope,
          accessTokenLifetime: options.lifetime,
          secret: await toSecretInput(options, context),
          confirmed: options.confirm,
        });
        return createdClient(directory, made);
      }),
    );
}

/** They have one, at that node. */
const roleOf = (client: DescribedClient): string | undefined =>
  client.type === 'embedded' ? undefined : client.roles?.map(({ roleId }) => roleId).join(' ');

const withNode = (command: Command): Command =>
  command
    .option('--project <team>', 'a team, by ID, slug or unique name')
    .option('--app <app>', 'an app of a team, by ID, slug or unique name');

async function nodeOf(
  directory: Management['directory'],
  { project, app }: NodeOptions,
): Promise<[CredentialNode, string]> {
  if (project !== undefined && app === undefined) {
    return ['project', await findSlug(directory, 'team', project)];
  }
  if (project === undefined && app !== undefined) {
    return ['app', await findSlug(directory, 'app', app)];
  }
  throw invalidRequest([{ path: 'project', message: 'Name --project <team>, or --app <app>.' }]);
}
