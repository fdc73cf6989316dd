import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import process from 'node:process';
import { promisify } from 'node:util';

const ACCOUNT = 'casement';

interface AgentOptions {
  folder: string;
  issuer: string;
  certificate: string;
  clientId: string;
  clientSecret: string;
  /** Types the user code on the issuer's page, signs in and allows it. */
  confirm: (userCode: string) => Promise<unknown>;
}

/** oidc-agent with an account made by a device code; answers what gets tokens, and what stops it. */
export async function startAgent({ folder, issuer, certificate, ...options }: AgentOptions) {
  const { clientId, clientSecret, confirm } = options;
  await mkdir(folder, { recursive: true });
  const home = { ...process.env, HOME: folder, OIDC_CONFIG_DIR: folder };
  const started = execFileSync('oidc-agent', [], { env: home, encoding: 'utf8' });
  const variable = (name: string): string => new RegExp(`${name}=([^;]+)`).exec(started)?.[1] ?? '';
  const environment = {
    ...home,
    OIDC_SOCK: variable('OIDC_SOCK'),
    OIDCD_PID: variable('OIDCD_PID'),
    OIDC_PW: 'of this run only',
  };
  const stop = () => void execFileSync('oidc-agent', ['--kill'], { env: environment });
  const parameters = [
    ...[
      `--issuer=${issuer}`,
      `--client-id=${clientId}`,
      `--client-secret=${clientSecret}`,
      '--manual',
    ],
    ...['--flow=device', '--scope=openid profile email offline_access', `--cp=${certificate}`],
    ...['--redirect-uri=http://localhost:4242', '--pw-env=OIDC_PW'],
    ...['--prompt=none', '--confirm-default', '--no-url-call', ACCOUNT],
  ];
  try {
    await generate(parameters, environment, confirm);
  } catch (error) {
    stop();
    throw error;
  }
  return {
    /** Of a refresh made now. */
    async accessToken(): Promise<string> {
      const command = promisify(execFile)('oidc-token', ['--force-new', ACCOUNT], {
        env: environment,
      });
      return (await command).stdout.trim();
    },
    stop,
  };
}

/** Runs `oidc-gen`, which prints a user code and waits until somebody has used it. */
function generate(
  parameters: string[],
  env: NodeJS.ProcessEnv,
  confirm: AgentOptions['confirm'],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('oidc-gen', parameters, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let confirming = false;
    const hear = (chunk: Buffer) => {
      said += chunk;
      const [, code] = /\b([A-Z]{4}-[A-Z]{4})\b/.exec(said) ?? [];
      if (code === undefined || confirming) return;
      confirming = true;
      confirm(code).catch(reject);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', (status) => {
      if (status === 0) resolve();
      else reject(new Error(`oidc-gen ended with ${status}:\n${said}`));
    });
  });
}
