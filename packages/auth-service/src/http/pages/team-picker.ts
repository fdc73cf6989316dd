import type { TeamSelection } from '../../domain/client/oauth-client.ts';
import type { ChosenTeams } from '../../domain/consent/consent-store.ts';
import type { AllTeamsChoice } from '../../domain/consent/consent-teams.ts';
import { type Html, html } from '../../html.ts';

export interface TeamChoice {
  id: string;
  name: string;
  /** Its organization's name. */
  organization: string;
}

interface TeamPickerView {
  teams: readonly TeamChoice[];
  all: AllTeamsChoice;
  teamSelection: TeamSelection;
  /** IDs of teams. */
  chosen: ChosenTeams;
  problem?: string | undefined;
}

/** So many and the list scrolls by itself, so that what follows it stays in reach. */
const MANY = 8;

/** Why somebody who acts in all teams cannot choose them all at once. */
const NOT_ALL: Partial<Record<AllTeamsChoice, string>> = {
  one_team_client:
    'This application works with one team at a time. It cannot be given all of them.',
  restricted_client: 'This application is limited to these teams. It cannot be given all of them.',
};

/** One team or several, below the names of their organizations; or all, where that is a choice. */
export function teamPicker({ teams, all, teamSelection, chosen, problem }: TeamPickerView): Html {
  if (teams.length === 0) return html``;
  const single = teamSelection === 'single';
  const type = single ? 'radio' : 'checkbox';
  const organizations = Map.groupBy(teams, ({ organization }) => organization);
  const choice = ({ id, name }: TeamChoice): Html =>
    html`<label class="choice"><input type="${type}" name="team" value="${id}"${chosen !== 'all' && chosen.includes(id) && html` checked`}${single && html` required`}><bdi>${name}</bdi></label>`;
  const many = teams.length > MANY;
  return html`<fieldset class="teams${many && ' many'}"${problem && html` aria-describedby="problem"`}><legend>${single ? 'For which team?' : 'For which teams?'}</legend>
${NOT_ALL[all] && html`<p class="hint">${NOT_ALL[all]}</p>`}
${all === 'offered' && reachChoice(chosen === 'all')}
<div class="organizations">${[...organizations].map(
    ([organization, members]) =>
      html`<div class="organization" role="group" aria-label="${organization}"><p class="organization-name" aria-hidden="true"><bdi>${organization}</bdi></p>${members.map(choice)}</div>`,
  )}</div></fieldset>`;
}

/** All, or those below, which the style sheet puts away while it is all. */
function reachChoice(all: boolean): Html {
  const choice = (value: string, words: string, checked: boolean): Html =>
    html`<label class="choice"><input type="radio" name="teams" value="${value}"${checked && html` checked`}>${words}</label>`;
  return html`<div class="reach">${choice('all', 'All teams, also those made later', all)}${choice('chosen', 'Only the teams that I choose here', !all)}</div>`;
}
