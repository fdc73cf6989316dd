import type { FieldFault } from '@casement/server-sdk/contract';
import { DomainError } from '../domain/errors.ts';
import { snakeCase } from '../domain/letter-case.ts';
import { respellFields } from '../domain/referred-fields.ts';
import type { CliEnvironment } from './environment.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes.ts';
import { printable } from './printable.ts';

/** The command line's name for a field of the domain: its options and arguments. */
const OPTIONS: ReadonlyMap<string, string> = new Map([
  ['accessPreset', 'access-preset'],
  ['accessTokenLifetime', 'lifetime'],
  ['allowedOrigins', 'origin'],
  ['clientUri', 'uri'],
  ['confirmed', 'confirm'],
  ['confirmName', 'confirm-name'],
  ['corsOrigins', 'cors-origin'],
  ['events', 'event'],
  ['expiresBefore', 'expires-in'],
  ['expiresInDays', 'expires'],
  ['generateSecret', 'no-secret'],
  ['grantTypes', 'grant-type'],
  ['overlapHours', 'overlap'],
  ['permissions', 'permission'],
  ['postLogoutRedirectUris', 'post-logout-redirect-uri'],
  ['redirectUris', 'redirect-uri'],
  ['refreshGrace', 'refresh-grace'],
  ['refreshToken', 'refresh-token'],
  ['refreshTokenLifetime', 'refresh-token-lifetime'],
  ['requestsPerMinute', 'requests-per-minute'],
  ['roleId', 'role'],
  ['roles', 'role'],
  ['scopes', 'scope'],
  ['secret.expiresInDays', 'expires'],
  ['secret.name', 'secret-name'],
  ['secret.value', 'secret-stdin'],
  ['secretId', 'secret'],
  ['staticUser', 'user'],
  ['teamAccess', 'team-access'],
  ['teamId', 'team'],
  ['teamRestriction', 'team'],
  ['teamSelection', 'team-selection'],
  ['unusedSince', 'unused-for'],
  ['userMode', 'user-mode'],
  ['value', 'secret-stdin'],
]);

/** A fault of the surroundings, such as a missing database; the domain's own is `DomainError`. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** Says what was wrong, one line per fault; answers the exit code. */
export function reportError(
  error: unknown,
  { env, stderr }: Pick<CliEnvironment, 'env' | 'stderr'>,
): ExitCode {
  for (const line of linesOf(error)) stderr(`error: ${printable(line)}\n`);
  if (env.CASEMENT_DEBUG === '1' && error instanceof Error) stderr(`${error.stack}\n`);
  if (error instanceof CommandError) return error.exitCode;
  return error instanceof DomainError ? exitCodeOf(error.code) : EXIT.refused;
}

function linesOf(error: unknown): string[] {
  if (error instanceof CommandError) return error.message.split('\n');
  if (error instanceof DomainError) {
    if (error.faults.length === 0) return [refusal(error)];
    return error.faults.map(faultLine);
  }
  const message = error instanceof Error ? error.message : String(error);
  return [`unexpected: ${message}. CASEMENT_DEBUG=1 shows where.`];
}

function faultLine({ path, message }: FieldFault): string {
  // Where there is no field, nothing stands before the colon.
  const place = path === '' ? '' : `${optionName(path)}: `;
  const inFile = path.startsWith(FILE);
  const sentence = respellFields(message, inFile ? snakeCase : (field) => `--${optionName(field)}`);
  // Also of one of several clients.
  return (
    place + sentence.replace(/say that it is meant\.$/, 'say that it is meant with --confirm.')
  );
}

/** Most messages begin with their field; a missing permission is a matter of `--as`. */
function refusal({ code, message }: DomainError): string {
  const named = message.replace(/^[A-Za-z]+(?=: )/, optionName);
  return code === 'permission_required' && named === message ? `as: ${message}` : named;
}

const FILE = 'clients.';

/** Within a file, as it is written there: `clients[14].team_id`. */
const placeInFile = (path: string): string => snakeCase(path).replace(/\.(\d+)/g, '[$1]');

/** `allowedOrigins.0` becomes `origin`. */
export function optionName(path: string): string {
  if (path.startsWith(FILE)) return placeInFile(path);
  const field = path.replace(/\.\d+$/, '');
  return OPTIONS.get(field) ?? field;
}
