import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { clientAuthentication } from '../embed-client-options.ts';
import { CasementError } from '../errors.ts';
import { issuerFault, originFault } from '../web-origin.ts';
import type { DoctorOptions } from './doctor-options.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type Invocation =
  | { kind: 'help' }
  | { kind: 'examine'; options: DoctorOptions; json: boolean }
  | { kind: 'usage'; faults: readonly string[] };

const OPTIONS = {
  issuer: { type: 'string' },
  'client-id': { type: 'string' },
  origin: { type: 'string' },
  'private-key': { type: 'string' },
  'key-id': { type: 'string' },
  dashboard: { type: 'string' },
  audience: { type: 'string' },
  user: { type: 'string' },
  'dashboard-client-id': { type: 'string' },
  timeout: { type: 'string', default: '10' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Options under which somebody may try to give a secret; other users of the machine could read it. */
const SECRET_OPTION = /^--?(client-|dashboard-|dashboard-client-)?(secret|password)(=|$)/;

/**
 * Reads arguments and environment. Secrets come from the environment or a file only.
 * @param readFile injected for tests of what cannot be read
 */
export function readInvocation(
  args: readonly string[],
  env: Environment,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): Invocation {
  if (args.some((arg) => SECRET_OPTION.test(arg)))
    return usage(
      'A secret does not belong on a command line, where other users and the shell’s history see it: set CASEMENT_CLIENT_SECRET (or CASEMENT_DASHBOARD_CLIENT_SECRET) instead, and consider this one known.',
    );
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    // The first sentence names the option; the second is about positional arguments.
    return usage(`${(error as Error).message.split('. ')[0]}.`);
  }
  if (values.help) return { kind: 'help' };

  const faults: string[] = [];
  const { issuer = '', origin = '', 'client-id': clientId = '' } = values;
  const wrongIssuer = issuerFault(issuer);
  if (wrongIssuer !== undefined) faults.push(`--issuer ${wrongIssuer}`);
  const wrongOrigin = originFault(origin);
  if (wrongOrigin !== undefined) faults.push(`--origin ${wrongOrigin}`);
  if (clientId === '') faults.push('--client-id must be the embedded client’s ID.');
  const seconds = Number(values.timeout);
  if (!(seconds > 0 && seconds <= 60)) faults.push('--timeout must be seconds from 1 to 60.');
  const dashboard = values.dashboard === undefined ? undefined : URL.parse(values.dashboard);
  if (dashboard === null || (dashboard && !/^https?:$/.test(dashboard.protocol)))
    faults.push('--dashboard must be the http(s) address of the framed document.');

  const credentials = credentialsOf(values, env, faults, readFile);
  const dashboardCredentials = dashboardCredentialsOf(values, env, faults);
  if (faults.length === 0) {
    try {
      clientAuthentication({ issuer, clientId, ...credentials });
    } catch (error) {
      if (!(error instanceof CasementError)) throw error;
      faults.push(error.message);
    }
  }
  if (faults.length > 0) return { kind: 'usage', faults };
  return {
    kind: 'examine',
    json: values.json,
    options: {
      issuer,
      clientId,
      origin,
      credentials,
      dashboard: dashboard ?? undefined,
      audience: values.audience,
      user: values.user,
      dashboardCredentials,
      timeoutMs: seconds * 1000,
    },
  };
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false })
    .values;
}

type Values = ReturnType<typeof parse>;

function usage(fault: string): Invocation {
  return { kind: 'usage', faults: [fault] };
}

function credentialsOf(
  values: Values,
  env: Environment,
  faults: string[],
  readFile: (path: string) => string,
): DoctorOptions['credentials'] {
  const clientSecret = env.CASEMENT_CLIENT_SECRET || undefined;
  const path = values['private-key'];
  if (path === undefined) {
    if (values['key-id'] !== undefined) faults.push('--key-id belongs to --private-key <file>.');
    if (clientSecret === undefined)
      faults.push(
        'Set CASEMENT_CLIENT_SECRET to the client’s secret, or give --private-key <file>.',
      );
    return { clientSecret };
  }
  try {
    const text = readFile(path).trim();
    return {
      privateKey: text.startsWith('{') ? (JSON.parse(text) as Record<string, string>) : text,
      keyId: values['key-id'],
    };
  } catch (error) {
    // Not a parser's message: it quotes the file.
    const why = error instanceof SyntaxError ? 'it is neither PEM nor JSON' : 'cannot read it';
    faults.push(`--private-key ${path}: ${why}. Give a file with a PKCS#8 PEM or a private JWK.`);
    return {};
  }
}

function dashboardCredentialsOf(
  values: Values,
  env: Environment,
  faults: string[],
): DoctorOptions['dashboardCredentials'] {
  const clientId = values['dashboard-client-id'];
  if (clientId === undefined) return undefined;
  const clientSecret = env.CASEMENT_DASHBOARD_CLIENT_SECRET || undefined;
  if (clientSecret !== undefined) return { clientId, clientSecret };
  faults.push('--dashboard-client-id needs CASEMENT_DASHBOARD_CLIENT_SECRET to be set.');
  return undefined;
}
