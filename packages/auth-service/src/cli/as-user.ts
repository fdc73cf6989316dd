import type { Administration } from '../administration.ts';
import type { ClientManagement } from '../domain/client/manage-clients.ts';
import type { SessionManagement } from '../domain/embedded-session/manage-sessions.ts';

export interface AsOption {
  as?: string;
}

export const AS_OPTION = [
  '--as <user>',
  'act as this user (ID or e-mail), with no more than its permissions',
] as const;

/** Clients as the operator, or bound by the permissions of the user named with `--as` (EM4). */
export async function clientsAs(
  administration: Administration,
  { as }: AsOption,
): Promise<ClientManagement> {
  return (await boundBy(administration, as)).clients;
}

/** The same for embedded sessions. */
export async function sessionsAs(
  administration: Administration,
  { as }: AsOption,
): Promise<SessionManagement> {
  return (await boundBy(administration, as)).sessions;
}

async function boundBy(
  administration: Administration,
  as: string | undefined,
): Promise<Pick<Administration, 'clients' | 'sessions'>> {
  if (as === undefined) return administration;
  const user = await administration.directory.getUser(as);
  return administration.as({ type: 'user', userId: user.id });
}
