import type { ChosenTeams } from '../../domain/consent/consent-store.ts';
import { type Choosable, choosableTeams } from '../../domain/consent/consent-teams.ts';
import { type TeamChoiceProblem, teamChoiceProblem } from '../../domain/consent/team-choice.ts';
import type { Team } from '../../domain/directory/directory.ts';
import { requestAddress } from '../middleware/request-address.ts';
import { consentPage } from '../pages/consent-page.ts';
import { errorInWords } from '../pages/error-in-words.ts';
import { PageRefusal } from '../pages/page-refusal.ts';
import { sendPage } from '../pages/send-page.ts';
import { interactionPath } from './interaction-path.ts';
import type { InteractionTurn } from './interaction-turn.ts';
import { waitingClient } from './waiting-client.ts';

/** What was sent that cannot be allowed; `team_not_allowed` is no slip of the hand (RFC 9110 §15.5.4). */
const STATUS: Record<TeamChoiceProblem, number> = {
  team_required: 422,
  one_team_only: 422,
  team_not_allowed: 403,
  no_team: 403,
};

export async function showConsent(
  turn: InteractionTurn,
  again: { chosen: ChosenTeams; problem: TeamChoiceProblem } | undefined = undefined,
): Promise<void> {
  const { deps, request, response, interaction } = turn;
  const { client, scopes, uid } = interaction;
  const { directory } = deps.storage.stores;
  const user = await userOf(turn);
  const choosable = await choosableTeams(directory, client, user.id);
  const unasked = teamChoiceProblem({ ...client, choosable, scopes }, []);
  const problem = again?.problem ?? (unasked === 'no_team' ? unasked : undefined);
  const page = consentPage({
    action: interactionPath(uid),
    csrf: deps.forms.issue(request, response, uid),
    client: waitingClient(interaction),
    user,
    scopes,
    teams: await withOrganizations(turn, choosable.teams),
    all: choosable.all,
    teamSelection: client.teamSelection,
    chosen: again?.chosen ?? onlyChoice(choosable),
    problem,
    canSwitchAccount: true,
  });
  sendPage(response, page, {
    status: again ? STATUS[again.problem] : 200,
    redirectTargets: [interaction.redirectUri],
  });
}

export async function submitConsent(
  turn: InteractionTurn,
  form: URLSearchParams,
): Promise<string | undefined> {
  const { deps, request, response, interaction } = turn;
  const { client, scopes } = interaction;
  if (form.get('decision') !== 'allow') {
    await showConsent(turn);
    return undefined;
  }
  const user = await userOf(turn);
  const choosable = await choosableTeams(deps.storage.stores.directory, client, user.id);
  const chosen = form.get('teams') === 'all' ? 'all' : [...new Set(form.getAll('team'))];
  const problem = teamChoiceProblem({ ...client, choosable, scopes }, chosen);
  if (problem) {
    await showConsent(turn, { chosen, problem });
    return undefined;
  }
  return deps.interactions.allowed(request, response, {
    interaction,
    userId: user.id,
    chosenTeams: chosen,
    address: requestAddress(request),
  });
}

/** The only one there is needs no choosing. */
const onlyChoice = ({ teams, all }: Choosable): string[] =>
  teams.length === 1 && all !== 'offered' ? teams.map(({ id }) => id) : [];

/** @throws PageRefusal when nobody is signed in any more, or may not be */
async function userOf({ deps, interaction }: InteractionTurn) {
  const user = await deps.storage.stores.directory.findUser(interaction.userId ?? '');
  if (user?.status === 'active') return user;
  throw new PageRefusal(400, errorInWords({ error: 'session_not_found' }));
}

async function withOrganizations({ deps }: InteractionTurn, teams: readonly Team[]) {
  const organizations = await deps.storage.stores.directory.listOrganizations();
  const names = new Map(organizations.map(({ id, name }) => [id, name]));
  return teams.map(({ id, name, organizationId }) => ({
    id,
    name,
    organization: names.get(organizationId) ?? '',
  }));
}
