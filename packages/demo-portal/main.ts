/** `npm start` ends up here: starts the demo, says what to try. */
import { join } from 'node:path';
import process from 'node:process';
import { type Demo, startDemo } from './demo.ts';
import { AlreadyRunningError } from './folder-lock.ts';
import { PEOPLE } from './people.ts';
import { portsFrom } from './ports.ts';
import { PortsUnavailableError } from './serving/free-ports.ts';
import { PortUnavailableError } from './serving/listen.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Whose messages say all that there is to say. */
const EXPECTED = [AlreadyRunningError, PortsUnavailableError, PortUnavailableError, RangeError];

try {
  const ports = portsFrom(process.env);
  const demo = await startDemo({
    dataFolder: join(ROOT, '.casement'),
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
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, async () => {
      // A second Ctrl-C is for whoever does not want to wait.
      if (stopping) process.exit(1);
      stopping = true;
      console.log('\nStopping …');
      await demo.close();
      process.exit(0);
    });
  }
}

function introduction({
  issuer,
  portal_url,
  wall_url,
  dashboard_url,
  clients,
  users,
}: Demo): string {
  const people = PEOPLE.map(
    ({ email, tenant, role }) => `                     ${email.padEnd(22)} ${role}, ${tenant.name}`,
  ).join('\n');
  // Anywhere else npx would fetch whatever bears this name; --no keeps it from that.
  const cli = `cd ${/^[\w./-]+$/.test(ROOT) ? ROOT : `"${ROOT}"`} && npx --no -- casement`;
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
        ${cli} clients pause ${clients.wall.client_id}
        ${cli} clients resume ${clients.wall.client_id}

  For curl: client IDs, secrets and users stand in .casement/demo.json. Ctrl-C stops everything.
`;
}
