import type { TeamSelection } from '../../domain/client/oauth-client.ts';
import { type Html, html } from '../../html.ts';

export interface TeamChoice {
  id: string;
  name: string;
  /** Its organization's name. */
  organization: string;
}

interface TeamPickerView {
  teams: readonly TeamChoice[];
  teamSelection: TeamSelection;
  /** IDs of teams. */
  chosen: readonly string[];
  problem?: string | undefined;
}

/** So many and the list scrolls by itself, so that what follows it stays in reach. */
const MANY = 8;

/** One team or several, below the names of their organizations. */
export function teamPicker({ teams, teamSelection, chosen, problem }: TeamPickerView): Html {
  if (teams.length === 0) return html``;
  const single = teamSelection === 'single';
  const type = single ? 'radio' : 'checkbox';
  const organizations = Map.groupBy(teams, ({ organization }) => organization);
  const choice = ({ id, name }: TeamChoice): Html =>
    html`<label class="choice"><input type="${type}" name="team" value="${id}"${chosen.includes(id) && html` checked`}${single && html` required`}><bdi>${name}</bdi></label>`;
  const many = teams.length > MANY;
  return html`<fieldset class="teams${many && ' many'}"${problem && html` aria-describedby="problem"`}><legend>${single ? 'For which team?' : 'For which teams?'}</legend>
<div class="organizations">${[...organizations].map(
    ([organization, members]) =>
      html`<div class="organization" role="group" aria-label="${organization}"><p class="organization-name" aria-hidden="true"><bdi>${organization}</bdi></p>${members.map(choice)}</div>`,
  )}</div></fieldset>`;
}
