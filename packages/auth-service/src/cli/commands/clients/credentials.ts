import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { JWK } from 'jose';
import { invalidRequest } from '../../../domain/errors.ts';
import type { CliContext } from '../../context.ts';
import {
  printedSecret,
  type RotateOptions,
  rotatedSecret,
  withRotationOptions,
} from './rotation.ts';
import { type SecretOptions, toSecretInput, withSecretOptions } from './secret-options.ts';

/** Secrets and keys of a client. */
export function addClientCredentialCommands(clients: Command, context: CliContext): void {
  addSecretCommands(clients, context);
  addRotateCommand(clients, context);
  addKeyCommands(clients, context);
}

function addKeyCommands(clients: Command, { administer }: CliContext): void {
  clients
    .command('add-key <client> <jwk-file>')
    .description('register a public key (JWK) for private_key_jwt')
    .action((id: string, file: string) =>
      administer(async ({ clients }) => {
        const { kid, algorithm } = await clients.addKey(id, { jwk: readJwk(file) });
        return {
          item: { clientId: id, kid, algorithm },
          text: `Client ${id} may authenticate with key ${kid} (${algorithm}).`,
        };
      }),
    );
  const keys = clients.command('keys').description('the public keys of a client');
  keys
    .command('list <client>')
    .description('list the keys with which a client may authenticate')
    .action((id: string) =>
      administer(async ({ clients }) => ({
        rows: (await clients.listKeys(id)).map(({ clientId: _, jwk: __, ...key }) => key),
        columns: ['id', 'kid', 'algorithm', 'created_at'],
        what: 'key',
        empty: `No keys. Register one with: casement clients add-key ${id} <jwk-file>`,
      })),
    );
  keys
    .command('revoke <client> <key>')
    .description('end one key (by its ID or kid) at once and for good')
    .action((id: string, name: string) =>
      administer(async ({ clients }) => {
        const { clientId: _, jwk: __, ...key } = await clients.revokeKey(id, name);
        const text = `The key ${key.kid} of client ${id} is revoked: it authenticates no longer.`;
        return { item: key, text };
      }),
    );
}

function addSecretCommands(clients: Command, context: CliContext): void {
  const { administer } = context;
  const secrets = clients
    .command('secrets')
    .description('the secrets of a client: several may live side by side');
  secrets
    .command('list <client>')
    .description('list secrets, also ended ones; never the secrets themselves')
    .action((id: string) =>
      administer(async ({ clients }) => ({
        rows: (await clients.secrets.list(id)).map(({ clientId: _, ...secret }) => secret),
        columns: [
          ...['id', 'name', 'prefix', 'state', 'typed_in'],
          ...['created_at', 'last_used_at', 'expires_at', 'revoked_at'],
        ],
        what: 'secret',
        empty: `No secrets. Make one with: casement clients secrets create ${id}`,
      })),
    );
  withSecretOptions(
    secrets
      .command('create <client>')
      .description('make a further secret, printed once; the others stay as they are'),
  ).action((id: string, options: SecretOptions) =>
    administer(async (management) => {
      const input = await toSecretInput(options, context);
      return printedSecret(management, await management.clients.secrets.create(id, input));
    }),
  );
  secrets
    .command('revoke <client> <secret>')
    .description('end one secret (by its ID) at once and for good')
    .action((id: string, secretId: string) =>
      administer(async ({ clients }) => {
        const secret = await clients.secrets.revoke(id, secretId);
        const text = `The secret ${secret.name} of client ${id} is revoked: it authenticates no longer.`;
        return { item: secret, text };
      }),
    );
}

function addRotateCommand(clients: Command, context: CliContext): void {
  withRotationOptions(
    clients
      .command('rotate-secret <client>')
      .description('make a new secret, printed once; what it replaces ends at once or later'),
  ).action((id: string, options: RotateOptions) =>
    context.administer(async (management) => {
      const { clients } = management;
      return rotatedSecret(context, management, await clients.get(id), options, (input) =>
        clients.secrets.rotate(id, input),
      );
    }),
  );
}

function readJwk(file: string): JWK {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JWK;
  } catch (error) {
    // The parser's message would quote the file, which may be a private key by mistake.
    const reason = error instanceof SyntaxError ? 'it is not JSON' : (error as Error).message;
    throw invalidRequest([{ path: 'jwk-file', message: `Cannot read ${file}: ${reason}.` }]);
  }
}
