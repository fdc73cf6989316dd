import type { Command } from 'commander';
import type { CliContext } from '../context.ts';

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
        await clients.get(id);
        const consequence = `Client ${id} will never work again; its live sessions end now.`;
        await confirm({ consequence, word: id, yes });
        return {
          item: await clients.revoke(id),
          text: `Client ${id} is revoked: its sessions have ended, and it cannot be resumed.`,
        };
      }),
    );
  clients
    .command('delete <client>')
    .description('remove it with its codes, sessions, secrets and keys; the audit log stays')
    .option('--yes', 'do not ask')
    .action((id: string, { yes }: EndingOptions) =>
      administer(async ({ clients }) => {
        await clients.get(id);
        const consequence = `Client ${id} will be removed with its codes, sessions, secrets and keys.`;
        await confirm({ consequence, word: id, yes });
        await clients.delete(id);
        return {
          item: { id, deleted: true },
          text: `Client ${id} is deleted: its sessions have ended. The audit log keeps what it did.`,
        };
      }),
    );
}
