import type { Command } from 'commander';
import { collect } from '../../collect.ts';
import type { CliContext } from '../../context.ts';
import { type OAuthOptions, oauthInput, withOAuthOptions } from './oauth-options.ts';
import { createdClient, previewedClient } from './printed-client.ts';
import { toRole } from './role.ts';

interface ServiceOptions extends OAuthOptions {
  user?: string;
  role: string[];
}

/** `create-service`: a client for a program. */
export function addCreateServiceCommand(clients: Command, context: CliContext): void {
  const { administer } = context;
  withOAuthOptions(
    clients
      .command('create-service')
      .description('make a client for a program (client credentials); prints its secret once'),
    'for people',
  )
    .option('--user <user>', 'as whom it acts (ID or e-mail)')
    .option(
      '--role <role@node>',
      'a role of its own at a team, an organization or an app (ID, slug or unique name); several times',
      collect,
      [],
    )
    .action((options: ServiceOptions) =>
      administer(async ({ clients, directory }) => {
        const input = {
          ...(await oauthInput(directory, options, context)),
          user: options.user,
          roles: await Promise.all(options.role.map((text) => toRole(directory, text))),
        };
        return options.dryRun
          ? previewedClient(directory, await clients.preview({ type: 'service', ...input }))
          : createdClient(directory, await clients.createServiceClient(input));
      }),
    );
}
