import type { Command } from 'commander';
import { addOrigins, removeOrigins } from '../../../domain/client/origin-changes.ts';
import type { OriginChange } from '../../../domain/client/set-allowed-origins.ts';
import type { CliContext } from '../../context.ts';

type Wanted = (origins: string[]) => string[] | OriginChange;

export function addOriginCommands(clients: Command, { administer }: CliContext): void {
  const origins = clients
    .command('origins')
    .description('change the origins at which a client may be embedded');
  const addChange = (verb: string, description: string, wanted: Wanted) =>
    origins
      .command(`${verb} <client> <origins...>`)
      .description(description)
      .action((id: string, named: string[]) =>
        administer(async ({ clients }) => {
          const client = await clients.setAllowedOrigins(id, wanted(named));
          return {
            item: client,
            text: `Client ${id} may be embedded at ${client.allowedOrigins.join(', ')}.`,
          };
        }),
      );
  addChange('add', 'allow further origins', addOrigins);
  addChange('remove', 'take origins away; at least one stays', removeOrigins);
  addChange('set', 'allow these origins and no others', (all) => all);
}
