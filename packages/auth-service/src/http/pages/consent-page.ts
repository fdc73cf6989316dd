import type { TeamSelection } from '../../domain/client/oauth-client.ts';
import type { ChosenTeams } from '../../domain/consent/consent-store.ts';
import type { AllTeamsChoice } from '../../domain/consent/consent-teams.ts';
import type { Scope } from '../../domain/scope/scope.ts';
import { html } from '../../html.ts';
import { layout } from './layout.ts';
import { clientFacts, monogram, nameOf, type PageClient } from './page-client.ts';
import { hiddenFields, type PageForm, problemNotice } from './page-form.ts';
import { scopeList } from './scope-list.ts';
import { type TeamChoice, teamPicker } from './team-picker.ts';

/** Posts `decision=allow` or `deny` (or `switch-account`), and `teams=all`, or `team` once per chosen team. */
export interface ConsentView extends PageForm {
  client: PageClient;
  user: { name: string; email: string };
  scopes: readonly Scope[];
  /** Those that the user may choose; none: no choice is shown. */
  teams: readonly TeamChoice[];
  /** Whether all can be chosen at once. */
  all: AllTeamsChoice;
  teamSelection: TeamSelection;
  /** IDs of teams. */
  chosen: ChosenTeams;
  /** `no_team`: there is none to choose, so that nothing can be allowed. */
  problem?: 'team_required' | 'one_team_only' | 'team_not_allowed' | 'no_team' | undefined;
  /** Shows the button that answers `decision=switch-account`. */
  canSwitchAccount?: boolean | undefined;
}

const PROBLEMS = {
  team_required: 'Choose a team first.',
  one_team_only: 'Choose one team only.',
  team_not_allowed: 'One of the teams cannot be chosen any more. Choose again.',
  no_team: 'You are in no team that this application may use. Ask your administrator.',
} as const;

export function consentPage(view: ConsentView): string {
  const { client, user, problem } = view;
  return layout({
    title: `${problem ? 'Problem: ' : ''}Allow ${client.name}?`,
    body: html`<div class="parties">${monogram(client)}<span class="link" aria-hidden="true"></span>${monogram(user)}</div>
<h1>Allow ${nameOf(client)} to use your account?</h1>
<p class="lead">Signed in as <bdi>${user.name}</bdi> <span class="email">${user.email}</span></p>
${problemNotice(problem && PROBLEMS[problem])}
<form method="post" action="${view.action}">
${hiddenFields(view)}
${scopeList(view.scopes)}
${teamPicker(view)}
${clientFacts(client)}
<div class="actions">
${problem !== 'no_team' && html`<button class="button primary" type="submit" name="decision" value="allow">Allow</button>`}
<button class="button" type="submit" name="decision" value="deny" formnovalidate>${problem === 'no_team' ? 'Go back' : 'Do not allow'}</button>
${view.canSwitchAccount && html`<button class="button quiet" type="submit" name="decision" value="switch-account" formnovalidate>Use another account</button>`}
</div>
</form>
<p class="aside">It never gets more than you may do yourself, and it never learns your password.</p>`,
  });
}
