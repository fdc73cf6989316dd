import type { CliEnvironment, GlobalOptions } from '../context.ts';
import { CommandError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { readSignIns } from './credentials-file.ts';
import { toIssuer } from './issuer-address.ts';

/**
 * The service that is meant: the option's, else the environment's, else the only one where somebody is
 * signed in.
 *
 * @throws CommandError when there is none, or there are several
 */
export function chooseIssuer(options: GlobalOptions, env: CliEnvironment['env']): string {
  const named = options.issuer ?? (env.CASEMENT_REMOTE_ISSUER?.trim() || undefined);
  if (named !== undefined) return toIssuer(named);
  const signedIn = [...readSignIns(env).keys()];
  const [only] = signedIn;
  if (only === undefined) {
    throw new CommandError(EXIT.usage, 'issuer: Name the service with --issuer <url>.');
  }
  if (signedIn.length === 1) return only;
  throw new CommandError(
    EXIT.usage,
    `issuer: You are signed in at ${signedIn.join(', ')}. Name one with --issuer <url>.`,
  );
}
