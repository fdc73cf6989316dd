import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { JWK } from 'jose';
import { invalidRequest } from '../../domain/errors.ts';
import { toNumber } from '../collect.ts';
import type { CliContext } from '../context.ts';

export const SECRET_WARNING =
  'This secret is shown once and stored only as a hash. Save it now; a lost one is replaced with: casement clients rotate-secret';

interface RotateOptions {
  overlap?: number;
  name?: string;
}

/** Secrets and keys of a client. */
export function addClientCredentialCommands(clients: Command, { administer }: CliContext): void {
  clients
    .command('rotate-secret <client>')
    .description('make a new secret, printed once; the old ones end at once or after an overlap')
    .option('--overlap <hours>', 'the old ones still work this long, 0–72 (default: 0)', toNumber)
    .option('--name <name>', 'of the new secret, for people')
    .action((id: string, { overlap, name }: RotateOptions) =>
      administer(async ({ clients }) => {
        const input = { overlapHours: overlap, name };
        const { client, clientSecret } = await clients.secrets.rotate(id, input);
        return { item: client, secret: clientSecret, warning: SECRET_WARNING };
      }),
    );
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
