import type { CliEnvironment, GlobalOptions } from '../environment.ts';
import { CommandError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { readSignIns } from './credentials-file.ts';
import { toIssuer } from './issuer-address.ts';

/**
 * The service that is meant: the option's, else the environment's, else the only one where somebody is
 * signed in.
 *
 * @returns `undefined` when nobody is signed in anywhere
 * @throws CommandError when there are several
 */
export function findIssuer(
  { issuer }: Pick<GlobalOptions, 'issuer'>,
  env: CliEnvironment['env'],
): string | undefined {
  const named = issuer ?? (env.CASEMENT_REMOTE_ISSUER?.trim() || undefined);
  if (named !== undefined) return toIssuer(named);
  const signedIn = [...readSignIns(env).keys()];
  if (signedIn.length <= 1) return signedIn[0];
  throw new CommandError(
    EXIT.usage,
    `issuer: You are signed in at ${signedIn.join(', ')}. Name one with --issuer <url>.`,
  );
}

/** @throws CommandError also when none is meant, as nobody is signed in */
export function chooseSignedIn(options: GlobalOptions, env: CliEnvironment['env']): string {
  const found = findIssuer(options, env);
  if (found !== undefined) return found;
  throw new CommandError(
    EXIT.refused,
    'login: Nobody is signed in at any service. Sign in with: casement login --issuer <url>',
  );
}

/** @throws CommandError also when none is meant */
export function chooseIssuer(options: GlobalOptions, env: CliEnvironment['env']): string {
  const found = findIssuer(options, env);
  if (found !== undefined) return found;
  throw new CommandError(EXIT.usage, 'issuer: Name the service with --issuer <url>.');
}
