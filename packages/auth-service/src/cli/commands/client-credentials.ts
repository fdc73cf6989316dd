import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { JWK } from 'jose';
import { invalidRequest } from '../../domain/errors.ts';
import { AS_OPTION, type AsOption, clientsAs } from '../as-user.ts';
import { collect, toNumber } from '../collect.ts';
import type { CliContext } from '../context.ts';

interface OriginOptions extends AsOption {
  add: string[];
  remove: string[];
}

interface RotateOptions extends AsOption {
  overlapHours?: number;
  name?: string;
}

/** Secrets, keys and origins of a client. */
export function addClientCredentialCommands(
  clients: Command,
  { administer, print }: CliContext,
): void {
  clients
    .command('rotate-secret <client>')
    .description('make a new secret, printed once; the old ones end at once or after an overlap')
    .option('--overlap-hours <hours>', 'the old ones still work this long, 0–72', toNumber)
    .option('--name <name>', 'of the new secret, for people')
    .option(...AS_OPTION)
    .action((id: string, options: RotateOptions) =>
      administer(async (administration) => {
        const management = await clientsAs(administration, options);
        const { client, clientSecret } = await management.rotateSecret(id, {
          overlapHours: options.overlapHours,
          name: options.name,
        });
        print({ item: client, secret: clientSecret });
      }),
    );
  clients
    .command('origins <client>')
    .description('show the allowed origins, after adding and removing some')
    .option('--add <origin>', 'may be given several times', collect, [])
    .option('--remove <origin>', 'may be given several times', collect, [])
    .option(...AS_OPTION)
    .action((id: string, options: OriginOptions) =>
      administer(async (administration) => {
        const management = await clientsAs(administration, options);
        const { allowedOrigins } = await management.get(id);
        const { add, remove } = options;
        const unknown = remove.filter((origin) => !allowedOrigins.includes(origin));
        if (unknown.length > 0) {
          throw invalidRequest(
            unknown.map((origin) => ({
              path: '--remove',
              message: `"${origin}" is not among the allowed origins of ${id}.`,
            })),
          );
        }
        const kept = allowedOrigins.filter((origin) => !remove.includes(origin));
        const client =
          add.length + remove.length > 0
            ? await management.setAllowedOrigins(id, [...kept, ...add])
            : await management.get(id);
        print({ item: { id: client.id, allowedOrigins: client.allowedOrigins } });
      }),
    );
  clients
    .command('add-key <client> <jwk-file>')
    .description('register a public key (JWK) for private_key_jwt')
    .option(...AS_OPTION)
    .action((id: string, file: string, options: AsOption) =>
      administer(async (administration) => {
        const management = await clientsAs(administration, options);
        const { kid, algorithm } = await management.addKey(id, { jwk: readJwk(file) });
        print({ item: { clientId: id, kid, algorithm } });
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
