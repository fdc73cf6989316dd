import type { CliContext } from '../context.ts';
import type { Management } from '../management.ts';

/** Whose live sessions or tokens a command is about to end, all of them. */
interface Ending {
  clientId: string;
  /** As it was typed; `undefined`: everybody's. */
  user: string | undefined;
  yes: boolean | undefined;
}

type Confirm = CliContext['confirm'];

/** Nobody needs to know more exactly what they would end. */
const COUNTED_MAX = 1_000;

/** Asks before all embedded sessions of a client end. */
export async function confirmSessionsEnd(
  { clients, sessions }: Pick<Management, 'clients' | 'sessions'>,
  confirm: Confirm,
  { clientId, user, yes }: Ending,
): Promise<void> {
  if (yes) return;
  // Refused here where there is no such client, before anything is asked.
  await clients.get(clientId);
  const found = await sessions.list({ clientId, user, limit: COUNTED_MAX + 1 });
  const whose = user === undefined ? '' : ` of ${user}`;
  const instead =
    user === undefined
      ? ` To have them off for a while, pause the client instead (casement clients pause ${clientId}).`
      : '';
  await confirm({
    consequence: `Client ${clientId}: ${count(found.length, 'live session')}${whose} will end for good. Displays have to be reloaded; in wall mode they come back at the next planned remount.${instead}`,
    word: clientId,
    yes,
  });
}

/** Asks before a user is signed out everywhere. */
export async function confirmSignOut(
  { browserSessions }: Pick<Management, 'browserSessions'>,
  confirm: Confirm,
  { user, yes }: { user: string; yes: boolean | undefined },
): Promise<void> {
  if (yes) return;
  const { items } = await browserSessions.list({ user, limit: COUNTED_MAX + 1 });
  await confirm({
    consequence: `User ${user} will be signed out of ${count(items.length, 'browser')} and has to sign in again; applications keep what they may do.`,
    word: user,
    yes,
  });
}

/** Asks before a client loses all of its tokens. */
export async function confirmDisconnect(
  { connectedApps }: Pick<Management, 'connectedApps'>,
  confirm: Confirm,
  { clientId, user, userId, yes }: Ending & { userId: string | undefined },
): Promise<void> {
  if (yes) return;
  const { items } = await connectedApps.list({ clientId, userId, limit: 1 });
  const whose = user ?? 'everybody';
  await confirm({
    consequence: `Client ${clientId} will lose ${count(items[0]?.tokenCount ?? 0, 'token')} and the consent of ${whose}: it has to ask again.`,
    word: clientId,
    yes,
  });
}

const count = (number: number, what: string): string =>
  number > COUNTED_MAX
    ? `more than ${COUNTED_MAX} ${what}s`
    : `${number} ${what}${number === 1 ? '' : 's'}`;
