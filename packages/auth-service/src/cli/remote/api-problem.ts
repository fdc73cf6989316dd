import { z } from 'zod';
import { DomainError, type DomainErrorCode } from '../../domain/errors.ts';
import { camelCase } from '../../domain/letter-case.ts';
import { CommandError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { signInEnded } from './remote-session.ts';

/** RFC 9457, as far as the command line says it. */
const problem = z.object({
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
});

/** The problems that are the domain's own refusals, by their codes. */
const DOMAIN: Readonly<Record<string, DomainErrorCode>> = {
  invalid_request: 'invalid_request',
  not_found: 'not_found',
  conflict: 'conflict',
  confirmation_required: 'confirmation_required',
  precondition_failed: 'stale_version',
  permission_required: 'permission_required',
  insufficient_scope: 'permission_required',
  slow_down: 'slow_down',
};

/** What a refusal of the API is on the command line: the same lines and exit codes as of the database. */
export function toCommandError(
  issuer: string,
  status: number,
  body: string,
): CommandError | DomainError {
  const parsed = problem.safeParse(jsonOf(body));
  if (!parsed.success) {
    return new CommandError(
      EXIT.refused,
      `issuer: ${issuer} answered with status ${status}, not as the auth service does. Check the address.`,
    );
  }
  const { code, detail, errors } = parsed.data;
  const known = DOMAIN[code];
  if (known !== undefined) {
    // There is no `--as` here that it could be about.
    const placed =
      known === 'permission_required' ? [{ path: 'permission', message: detail }] : errors;
    const faults = placed.map(({ path, message }) => ({ path: camelCase(path), message }));
    return new DomainError(known, detail.replace(/^[a-z_.\d]+(?=: )/, camelCase), { faults });
  }
  if (code === 'invalid_token') return signInEnded(issuer);
  return new CommandError(EXIT.refused, `issuer: ${detail}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
