import type { Command } from 'commander';
import type { SecretSummary } from '../../../domain/client/client-secret.ts';
import type { CliContext } from '../../context.ts';
import { instant } from '../../output.ts';
import { addCreateAppCommand } from './create-app.ts';
import { addCreateCommand } from './create-embedded.ts';
import { addCreateServiceCommand } from './create-service.ts';
import { addClientCredentialCommands } from './credentials.ts';
import { describeClients } from './describe-clients.ts';
import { addEndingCommands } from './ending.ts';
import { addExportCommand } from './export.ts';
import { addImportCommand } from './import.ts';
import { addListCommand } from './list.ts';
import { addNodeCredentialCommands } from './node-credentials.ts';
import { addOriginCommands } from './origins.ts';
import { addTemplateCommand } from './templates.ts';
import { addUpdateCommand } from './update.ts';

const CHANGES = {
  pause: {
    description: 'stop outstanding codes and live sessions',
    said: 'is paused: it gets no codes, and its live sessions have ended.',
  },
  resume: {
    description: 'let it work again; open frames recover by themselves',
    said: 'is active again: open frames recover by themselves.',
  },
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
        const [client] = await describeClients(directory, [await clients.get(id)]);
        const secrets = (await clients.secrets.list(id)).map(({ clientId: _, ...rest }) => rest);
        const keys = (await clients.listKeys(id)).map(({ clientId: _, jwk: __, ...rest }) => rest);
        return {
          item: { ...client, secrets, keys },
          text: {
            ...client,
            secrets: secrets.map(describeSecret).join(', '),
            keys: keys.map(({ kid, algorithm }) => `${kid} (${algorithm})`).join(', '),
          },
        };
      }),
    );
  for (const verb of ['pause', 'resume'] as const) {
    const { description, said } = CHANGES[verb];
    clients
      .command(`${verb} <client>`)
      .description(description)
      .action((id: string) =>
        administer(async ({ clients }) => ({
          item: await clients[verb](id),
          text: `Client ${id} ${said}`,
        })),
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
