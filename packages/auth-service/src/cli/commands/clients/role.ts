import type { ClientRole } from '../../../domain/client/oauth-client.ts';
import type { DirectoryManagement } from '../../../domain/directory/manage-directory.ts';
import { invalidRequest } from '../../../domain/errors.ts';
import { findApp, findOrganization, findTeam, isCalled } from '../../lookup.ts';

/** `viewer@operations`; the node is a team, or where no team is called so an organization, else an app. */
export async function toRole(directory: DirectoryManagement, text: string): Promise<ClientRole> {
  const at = text.indexOf('@');
  if (at < 1 || at === text.length - 1) {
    throw invalidRequest([
      { path: 'role', message: `"${text}": write it as role@node, for example viewer@operations.` },
    ]);
  }
  const [roleId, name] = [text.slice(0, at), text.slice(at + 1)];
  const called = (one: { id: string; name: string }) => isCalled(one, name);
  const isTeam = (await directory.listTeams()).some(called);
  if (!isTeam && (await directory.listOrganizations()).some(called)) {
    const { id } = await findOrganization(directory, name);
    return { nodeType: 'organization', nodeId: id, roleId };
  }
  if (!isTeam && (await directory.listApps()).some(called)) {
    return { nodeType: 'app', nodeId: (await findApp(directory, name)).id, roleId };
  }
  return { nodeType: 'team', nodeId: (await findTeam(directory, name)).id, roleId };
}
