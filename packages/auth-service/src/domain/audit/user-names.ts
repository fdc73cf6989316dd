import type { Actor } from '../audit/audit-event.ts';
import { teamsWith } from '../authority/find-authority.ts';
import { PERMISSIONS } from '../directory/permission.ts';
import type { Stores } from '../storage.ts';

/** So many are remembered; a log has few people and many events. */
const REMEMBERED = 10_000;

/**
 * What a reader of the log may know its users by: their addresses, for who sees all of the directory; to
 * everybody else IDs stay IDs, since the log has strangers in it.
 */
export async function userNames(
  stores: Pick<Stores, 'directory'>,
  actor: Actor,
): Promise<(id: string) => string | Promise<string>> {
  if ((await teamsWith(stores, actor, [PERMISSIONS.readDirectory])) !== 'all') return (id) => id;
  const known = new Map<string, string>();
  return (id) => (id.startsWith('usr_') ? emailOf(id) : id);

  async function emailOf(id: string): Promise<string> {
    const name = known.get(id) ?? (await stores.directory.findUser(id))?.email ?? id;
    if (known.size < REMEMBERED) known.set(id, name);
    return name;
  }
}
