import { CasementError } from '../errors.ts';
import type { EmbeddedSession } from './embedded-session.ts';
import type { OAuthAccess } from './oauth-access.ts';

/** Whatever a verified request acts by. */
export type Verified = EmbeddedSession | OAuthAccess;

/** Whose data is asked for. */
export interface Place {
  /** ID of the team. */
  team?: string | undefined;
  /** ID of the app, where it is data of one app of that team. */
  app?: string | undefined;
}

/**
 * Goes on only where the permission is held. A session has one team. A token of the standard flows may
 * have several: name the team whose data is asked for; without, it must hold the permission in every one
 * of them. A service may hold it in a single app, beside what it holds in the app's team.
 * @param place ID of the team, or of team and app
 * @throws {CasementError} `insufficient_scope` with status 403 (RFC 6750 §3.1)
 */
export function assertPermission(
  verified: Verified,
  permission: string,
  place: string | Place = {},
): void {
  const { team, app: appId } = typeof place === 'string' ? { team: place, app: undefined } : place;
  const apps = 'apps' in verified ? verified.apps : [];
  const app = apps.find(({ id, teamId }) => id === appId && teamId === (team ?? teamId));
  if (app?.permissions.includes(permission)) return;
  const teamId = team ?? app?.teamId;
  const own = teamsOf(verified);
  const teams = teamId === undefined ? own : own.filter(({ id }) => id === teamId);
  if (teams.length > 0 && teams.every(({ permissions }) => permissions.includes(permission)))
    return;
  throw new CasementError(
    'insufficient_scope',
    `The permission ${permission} is needed; it is not held in ${whichOf(own, teamId)}.`,
    { status: 403 },
  );
}

type TeamsHeld = Pick<OAuthAccess['teams'][number], 'id' | 'permissions'>[];

function teamsOf(verified: Verified): TeamsHeld {
  if ('teams' in verified) return verified.teams;
  return [{ id: verified.teamId, permissions: verified.permissions }];
}

function whichOf(own: TeamsHeld, teamId: string | undefined): string {
  if (teamId !== undefined) return 'the team asked for';
  if (own.length === 0) return 'any team';
  return own.length > 1 ? 'every team of the token' : 'the team';
}
