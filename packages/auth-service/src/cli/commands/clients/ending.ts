import type { Command } from 'commander';
import { BULK_DELETE_MAX } from '../../../domain/client/delete-clients.ts';
import type { CliContext } from '../../context.ts';

interface EndingOptions {
  yes?: boolean;
}

/** What cannot be undone: asked before. */
export function addEndingCommands(clients: Command, { administer, confirm }: CliContext): void {
  clients
    .command('revoke <client>')
    .description('end it for good: no codes, no sessions, never resumed; it stays in the list')
    .option('--yes', 'do not ask')
    .action((id: string, { yes }: EndingOptions) =>
      administer(async ({ clients }) => {
        const { name: word } = await clients.get(id);
        const consequence = `Client ${id} will never work again; its live sessions end now.`;
        await confirm({ consequence, word, yes });
        return {
          item: await clients.revoke(id),
          text: `Client ${id} is revoked: its sessions have ended, and it cannot be resumed.`,
        };
      }),
    );
  clients
    .command('delete <clients...>')
    .description(
      `remove clients with their codes, sessions, secrets and keys; the audit log stays. All of up to ${BULK_DELETE_MAX}, or none`,
    )
    .option('--yes', 'do not ask')
    .action((ids: string[], { yes }: EndingOptions) =>
      administer(async ({ clients }) => {
        const [id = ''] = ids;
        if (ids.length > 1) {
          const consequence = `${ids.length} clients will be removed with their codes, sessions, secrets and keys.`;
          await confirm({ consequence, word: String(ids.length), yes });
          const deleted = await clients.bulkDelete(ids, { confirmCount: ids.length });
          return { item: { ids, deleted }, text: `${deleted} clients are deleted.` };
        }
        const { name: word } = await clients.get(id);
        const consequence = `Client ${id} will be removed with its codes, sessions, secrets and keys.`;
        await confirm({ consequence, word, yes });
        await clients.delete(id, { confirmName: word });
        return {
          item: { id, deleted: true },
          text: `Client ${id} is deleted: its sessions have ended. The audit log keeps what it did.`,
        };
      }),
    );
}
