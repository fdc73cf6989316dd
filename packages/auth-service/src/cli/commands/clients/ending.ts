import type { Command } from 'commander';
import { BULK_DELETE_MAX } from '../../../domain/client/delete-clients.ts';
import type { CliContext } from '../../context.ts';
import { describeClient } from './describe-clients.ts';
import { liveThings, STATUS_WORDS } from './status-words.ts';

interface EndingOptions {
  yes?: boolean;
}

/** What cannot be undone: asked before. */
export function addEndingCommands(clients: Command, { administer, confirm }: CliContext): void {
  clients
    .command('revoke <client>')
    .description(
      'end it for good, never to be resumed: its codes, sessions and tokens end; it stays in the list',
    )
    .option('--yes', 'do not ask')
    .action((id: string, { yes }: EndingOptions) =>
      administer(async ({ clients, directory }) => {
        const { name: word, type } = await clients.get(id);
        const consequence = `Client ${id} will never work again; its ${liveThings(type)} end now.`;
        await confirm({ consequence, word, yes });
        const { item } = await describeClient(directory, await clients.revoke(id));
        return { item, text: `Client ${id} ${STATUS_WORDS[type].revoke}` };
      }),
    );
  clients
    .command('delete <clients...>')
    .description(
      `remove clients with their sessions, tokens, secrets and keys; the audit log stays. All of up to ${BULK_DELETE_MAX}, or none`,
    )
    .option('--yes', 'do not ask')
    .action((ids: string[], { yes }: EndingOptions) =>
      administer(async ({ clients }) => {
        const [id = ''] = ids;
        if (ids.length > 1) {
          const consequence = `${ids.length} clients will be removed with their sessions, tokens, secrets and keys.`;
          await confirm({ consequence, word: String(ids.length), yes });
          const deleted = await clients.bulkDelete(ids, { confirmCount: ids.length });
          return { item: { ids, deleted }, text: `${deleted} clients are deleted.` };
        }
        const { name: word, type } = await clients.get(id);
        const consequence = `Client ${id} will be removed with its ${liveThings(type)}, secrets and keys.`;
        await confirm({ consequence, word, yes });
        await clients.delete(id, { confirmName: word });
        return {
          item: { id, deleted: true },
          text: `Client ${id} ${STATUS_WORDS[type].delete}`,
        };
      }),
    );
}
