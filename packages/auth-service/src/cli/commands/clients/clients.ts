import type { Command } from 'commander';
import type { SecretSummary } from '../../../domain/client/client-secret.ts';
import type { CliContext } from '../../context.ts';
import { instant } from '../../output.ts';
import { addCreateAppCommand } from './create-app.ts';
import { addCreateCommand } from './create-embedded.ts';
import { addCreateServiceCommand } from './create-service.ts';
import { addClientCredentialCommands } from './credentials.ts';
import { describeClient } from './describe-clients.ts';
import { addEndingCommands } from './ending.ts';
import { addExportCommand } from './export.ts';
import { addImportCommand } from './import.ts';
import { addListCommand } from './list.ts';
import { addNodeCredentialCommands } from './node-credentials.ts';
import { addOriginCommands } from './origins.ts';
import { STATUS_WORDS } from './status-words.ts';
import { addTemplateCommand } from './templates.ts';
import { addUpdateCommand } from './update.ts';

const CHANGES = {
  pause: 'stop it for now: its codes and tokens end, its sessions wait',
  resume: 'let it work again; open frames of an embedded one recover by themselves',
} as const;

export function addClientCommands(program: Command, context: CliContext): void {
  const { administer } = context;
  const clients = program
    .command('clients')
    .description('clients: embedded ones, apps to which users sign in, and services');
  addCreateCommand(clients, context);
  addCreateAppCommand(clients, context);
  addCreateServiceCommand(clients, context);
  addTemplateCommand(clients, context);
  addListCommand(clients, context);
  clients
    .command('show <client>')
    .description('show a client, its secrets (without the secrets themselves) and keys')
    .action((id: string) =>
      administer(async ({ clients, directory }) => {
        const { item, text } = await describeClient(directory, await clients.get(id));
        const secrets = (await clients.secrets.list(id)).map(({ clientId: _, ...rest }) => rest);
        const keys = (await clients.listKeys(id)).map(({ clientId: _, jwk: __, ...rest }) => rest);
        return {
          item: { ...item, secrets, keys },
          text: {
            ...text,
            secrets: secrets.map(describeSecret).join(', '),
            keys: keys.map(({ kid, algorithm }) => `${kid} (${algorithm})`).join(', '),
          },
        };
      }),
    );
  for (const verb of ['pause', 'resume'] as const) {
    clients
      .command(`${verb} <client>`)
      .description(CHANGES[verb])
      .action((id: string) =>
        administer(async ({ clients, directory }) => {
          const client = await clients[verb](id);
          const { item } = await describeClient(directory, client);
          return { item, text: `Client ${id} ${STATUS_WORDS[client.type][verb]}` };
        }),
      );
  }
  addUpdateCommand(clients, context);
  addClientCredentialCommands(clients, context);
  addNodeCredentialCommands(clients, context);
  addOriginCommands(clients, context);
  addExportCommand(clients, context);
  addImportCommand(clients, context);
  addEndingCommands(clients, context);
}

function describeSecret(secret: Omit<SecretSummary, 'clientId'>): string {
  const { name, prefix, state, expiresAt, lastUsedAt } = secret;
  const used = lastUsedAt === undefined ? 'never used' : `last used ${instant(lastUsedAt)}`;
  const until = expiresAt === undefined ? '' : `, until ${instant(expiresAt)}`;
  return `${name} ${prefix}… (${state === 'live' ? used + until : state})`;
}
