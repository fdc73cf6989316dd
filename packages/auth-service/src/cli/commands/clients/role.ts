import type { ClientRole } from '../../../domain/client/oauth-client.ts';
import type { DirectoryManagement } from '../../../domain/directory/manage-directory.ts';
import { invalidRequest } from '../../../domain/errors.ts';
import { findOrganization, findTeam } from '../../lookup.ts';

/** `viewer@Operations`; the node is a team, or an organization where no team has that name. */
export async function toRole(directory: DirectoryManagement, text: string): Promise<ClientRole> {
  const at = text.indexOf('@');
  if (at < 1 || at === text.length - 1) {
    throw invalidRequest([
      { path: 'role', message: `"${text}": write it as role@node, for example viewer@Operations.` },
    ]);
  }
  const [roleId, name] = [text.slice(0, at), text.slice(at + 1)];
  const organizations = await directory.listOrganizations();
  const named = organizations.some(({ id, name: own }) => id === name || own === name);
  const teams = await directory.listTeams();
  const isTeam = teams.some(({ id, name: own }) => id === name || own === name);
  if (named && !isTeam) {
    const { id } = await findOrganization(directory, name);
    return { nodeType: 'organization', nodeId: id, roleId };
  }
  return { nodeType: 'team', nodeId: (await findTeam(directory, name)).id, roleId };
}
