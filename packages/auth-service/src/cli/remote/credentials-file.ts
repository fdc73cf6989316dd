import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { CliEnvironment } from '../environment.ts';
import { CommandError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';

type Environment = CliEnvironment['env'];

const signIn = z.object({
  accessToken: z.string(),
  refreshToken: z.string().optional(),
  /** Of the access token; milliseconds since the epoch. */
  expiresAt: z.number(),
  userId: z.string(),
  email: z.string().optional(),
});

const file = z.object({ version: z.literal(1), issuers: z.record(z.string(), signIn) });

/** As whom the person at this machine is signed in at one service. Holds tokens: never printed. */
export type SignIn = z.output<typeof signIn>;

/** Where sign-ins are kept (XDG Base Directory Specification: relative paths there do not count). */
export function credentialsFile(env: Environment): string {
  const configured = env.XDG_CONFIG_HOME ?? '';
  const home = isAbsolute(configured) ? configured : join(homedir(), '.config');
  return join(home, 'casement', 'credentials.json');
}

/**
 * Sign-ins by issuer.
 *
 * @throws CommandError when the file is damaged; its content is never quoted
 */
export function readSignIns(env: Environment): Map<string, SignIn> {
  const path = credentialsFile(env);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && isAbsence(error.code)) return new Map();
    throw unusable(path, 'cannot be read');
  }
  return new Map(Object.entries(parse(path, text).issuers));
}

/** @throws CommandError when nobody is signed in there */
export function requireSignIn(env: Environment, issuer: string): SignIn {
  const found = readSignIns(env).get(issuer);
  if (found) return found;
  throw new CommandError(
    EXIT.refused,
    `login: You are not signed in at ${issuer}. Sign in with: casement login --issuer ${issuer}`,
  );
}

/** Keeps a sign-in, or with `undefined` forgets it; those at other issuers stay. */
export function putSignIn(env: Environment, issuer: string, kept: SignIn | undefined): void {
  const signIns = readSignIns(env);
  if (kept === undefined) signIns.delete(issuer);
  else signIns.set(issuer, kept);
  const path = credentialsFile(env);
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  // Never half written, and never readable by others in between.
  const draft = `${path}.${randomUUID()}`;
  const content = { version: 1, issuers: Object.fromEntries(signIns) };
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(draft, path);
}

function parse(path: string, text: string): z.output<typeof file> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw unusable(path, 'is damaged');
  }
  const parsed = file.safeParse(json);
  if (parsed.success) return parsed.data;
  throw unusable(path, 'is damaged');
}

const isAbsence = (code: unknown): boolean => code === 'ENOENT' || code === 'ENOTDIR';

const unusable = (path: string, what: string): CommandError =>
  new CommandError(
    EXIT.refused,
    `credentials: ${path} ${what}. Remove it, and sign in again with: casement login --issuer <url>`,
  );
