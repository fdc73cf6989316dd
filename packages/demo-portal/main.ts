/** `npm start` ends up here: starts the demo, says what to try. */
import { join, relative } from 'node:path';
import process from 'node:process';
import { type Demo, startDemo } from './demo.ts';
import { AlreadyRunningError } from './folder-lock.ts';
import { PEOPLE } from './people.ts';
import { portsFrom } from './ports.ts';
import { PortsUnavailableError } from './serving/free-ports.ts';
import { PortUnavailableError } from './serving/listen.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const USUAL_FOLDER = join(ROOT, '.casement');
const FOLDER = process.env.CASEMENT_DEMO_FOLDER || USUAL_FOLDER;

/** Milliseconds within which two signals are one Ctrl-C: terminal, npm and scripts/start.mjs each send it. */
const SAME_SIGNAL = 500;

/** Whose messages say all that there is to say. */
const EXPECTED = [AlreadyRunningError, PortsUnavailableError, PortUnavailableError, RangeError];

try {
  const ports = portsFrom(process.env);
  const demo = await startDemo({
    dataFolder: FOLDER,
    ports,
    // The terminal is for reading; LOG_LEVEL=info shows every request.
    logLevel: process.env.CASEMENT_LOG_LEVEL ?? 'warn',
  });
  console.log(introduction(demo));
  stopOnSignal(demo);
} catch (error) {
  const isExpected = error instanceof Error && EXPECTED.some((kind) => error instanceof kind);
  console.error(isExpected ? `\n${error.message}\n` : error);
  process.exitCode = 1;
}

function stopOnSignal(demo: Demo): void {
  let stoppingSince: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, async () => {
      if (stoppingSince !== undefined) {
        // A second Ctrl-C is for whoever does not want to wait.
        if (performance.now() - stoppingSince > SAME_SIGNAL) process.exit(1);
        return;
      }
      stoppingSince = performance.now();
      console.log('\nStopping …');
      await demo.close();
      process.exit(0);
    });
  }
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `"${path}"`;
}

function introduction({
  issuer,
  portal_url,
  wall_url,
  dashboard_url,
  clients,
  users,
  administrator,
}: Demo): string {
  const people = PEOPLE.map(
    ({ email, tenant, role }) => `                     ${email.padEnd(22)} ${role}, ${tenant.name}`,
  ).join('\n');
  // Anywhere else npx would fetch whatever bears this name; --no keeps it from that.
  const go = `cd ${quoted(ROOT)}`;
  const cli = 'npx --no -- casement';
  const onDatabase =
    FOLDER === USUAL_FOLDER ? cli : `${cli} --database ${quoted(join(FOLDER, 'casement.db'))}`;
  return `
  Casement is running.

    Customer portal  ${portal_url}
    Operations wall  ${wall_url}

  Not to be opened by themselves:
    Dashboard        ${dashboard_url}   what both of them embed; its API is below /api
    Auth service     ${issuer}

  Sign in to the portal as
${people}
                     password for all: ${users[0]?.password ?? ''}

  Then
    · watch "Next renewal" run down: the renewals go up, the frame loads stay at 1;
    · open the portal as Ana and, in a private window, as Ben: Ana's notes appear on Ben's charts,
      and Cleo, of another company, never sees them;
    · in another terminal, stop the wall's client, then let it recover, which takes up to a minute:
        ${go}
        ${onDatabase} clients pause ${clients.wall.client_id}
        ${onDatabase} clients resume ${clients.wall.client_id}

  Administer clients as ${administrator.email} (${administrator.role}, same password): sign in at
  ${issuer}/api/v1/docs, or in that terminal:
        ${cli} login --issuer ${issuer}
        ${cli} clients list --issuer ${issuer}

  For curl: client IDs, secrets and users stand in ${join(relative(process.cwd(), FOLDER), 'demo.json')}. Ctrl-C stops everything.
`;
}
