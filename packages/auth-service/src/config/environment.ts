import { readFileSync } from 'node:fs';
import { limitsFromEnvironment, limitVariable } from './limits-environment.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** JSON file with the dashboard applications: `[{ audience, origin, client_id, client_secret }]`. */
const DASHBOARDS_FILE = 'CASEMENT_DASHBOARDS_FILE';

const VARIABLES = {
  issuer: 'CASEMENT_ISSUER',
  host: 'CASEMENT_HOST',
  port: 'CASEMENT_PORT',
  database: 'CASEMENT_DATABASE',
  locationDatabase: 'CASEMENT_LOCATION_DATABASE',
  encryptionKey: 'CASEMENT_ENCRYPTION_KEY',
  trustProxy: 'CASEMENT_TRUST_PROXY',
  logLevel: 'CASEMENT_LOG_LEVEL',
  renewMin: 'CASEMENT_RENEW_MIN',
  renewMax: 'CASEMENT_RENEW_MAX',
  shutdownTimeout: 'CASEMENT_SHUTDOWN_TIMEOUT',
  auditRetentionDays: 'CASEMENT_AUDIT_RETENTION_DAYS',
  keyRotationDays: 'CASEMENT_KEY_ROTATION_DAYS',
  limitWindow: 'CASEMENT_LIMIT_WINDOW',
  signInWindow: 'CASEMENT_SIGN_IN_WINDOW',
  smtpUrl: 'CASEMENT_SMTP_URL',
  mailFrom: 'CASEMENT_MAIL_FROM',
  consoleUrl: 'CASEMENT_CONSOLE_URL',
  locale: 'CASEMENT_LOCALE',
  outboundNetworks: 'CASEMENT_OUTBOUND_NETWORKS',
  dynamicRegistration: 'CASEMENT_DYNAMIC_REGISTRATION',
} as const;

const NUMERIC: ReadonlySet<string> = new Set([
  'port',
  'renewMin',
  'renewMax',
  'shutdownTimeout',
  'auditRetentionDays',
  'keyRotationDays',
  'limitWindow',
  'signInWindow',
]);

/** The variable behind an option. */
export function environmentName(option: string): string | undefined {
  if (option === 'dashboards') return DASHBOARDS_FILE;
  return limitVariable(option) ?? (VARIABLES as Record<string, string>)[option];
}

/** Options as the environment has them, still unchecked; an empty variable counts as absent. */
export function optionsFromEnvironment(
  environment: Environment,
  readDashboards: boolean,
): { options: Record<string, unknown>; faults: string[] } {
  const options: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [option, variable] of Object.entries(VARIABLES)) {
    const text = environment[variable]?.trim();
    if (!text) continue;
    const off = option === 'keyRotationDays' && text === 'off';
    options[option] = NUMERIC.has(option) ? Number(off ? 0 : text) : text;
  }
  const limits = limitsFromEnvironment(environment);
  if (limits !== undefined) options.limits = limits;
  const file = environment[DASHBOARDS_FILE]?.trim();
  if (file && readDashboards) {
    try {
      options.dashboards = JSON.parse(readFileSync(file, 'utf8'));
    } catch (error) {
      faults.push(`${DASHBOARDS_FILE}: cannot read ${file} as JSON (${reason(error)}).`);
    }
  }
  return { options, faults };
}

/** Not the parser's message: it quotes the file, which holds secrets. */
function reason(error: unknown): string {
  return error instanceof SyntaxError ? 'it is not JSON' : String((error as Error).message);
}
