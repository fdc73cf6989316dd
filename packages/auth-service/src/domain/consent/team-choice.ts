import type { TeamSelection } from '../client/oauth-client.ts';
import type { Team } from '../directory/directory.ts';
import { letsThrough } from '../scope/narrow-permissions.ts';
import type { ChosenTeams } from './consent-store.ts';
import type { AllTeamsChoice } from './consent-teams.ts';

export type TeamChoiceProblem = 'team_required' | 'one_team_only' | 'team_not_allowed' | 'no_team';

/** What a user is to choose from, and for what. */
export interface TeamChoiceQuestion {
  /** Of teams those that the user is in and the client may get tokens for. */
  choosable: { teams: readonly Pick<Team, 'id'>[]; all: AllTeamsChoice };
  teamSelection: TeamSelection;
  /** As asked for. */
  scopes: readonly string[];
}

/**
 * What is wrong with the teams that a user chose at consent (OA8), or `undefined`. Where there is no
 * team to choose only scopes about the user can be granted: nothing else would let anything through.
 */
export function teamChoiceProblem(
  { choosable, teamSelection, scopes }: TeamChoiceQuestion,
  chosen: ChosenTeams,
): TeamChoiceProblem | undefined {
  const { teams, all } = choosable;
  if (chosen === 'all') return all === 'offered' ? undefined : 'team_not_allowed';
  if (chosen.some((id) => !teams.some((team) => team.id === id))) return 'team_not_allowed';
  if (teams.length === 0) return scopes.some(letsThrough) ? 'no_team' : undefined;
  if (chosen.length === 0) return 'team_required';
  return teamSelection === 'single' && chosen.length > 1 ? 'one_team_only' : undefined;
}
