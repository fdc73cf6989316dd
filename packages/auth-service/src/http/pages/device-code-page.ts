import { html } from '../../html.ts';
import { layout } from './layout.ts';
import { hiddenFields, type PageForm, problemNotice, waitInWords } from './page-form.ts';

/** Posts `user_code`. */
export interface DeviceCodeView extends PageForm {
  /** As typed before, or as it came in a link. */
  userCode?: string | undefined;
  problem?: 'missing' | 'unknown' | 'expired' | 'used' | 'throttled' | undefined;
  /** With `throttled`: seconds. */
  retryAfter?: number | undefined;
}

export function deviceCodePage(view: DeviceCodeView): string {
  const { userCode = '', problem } = view;
  return layout({
    title: problem ? 'Problem: Connect a device' : 'Connect a device',
    body: html`<h1>Connect a device</h1>
<p class="lead">Type the code that your device or command line shows.</p>
${problemNotice(problemText(view))}
<form method="post" action="${view.action}">
${hiddenFields(view)}
<label for="user_code">Code</label>
<input class="field code" id="user_code" name="user_code" value="${userCode}" autocomplete="off" autocapitalize="characters" spellcheck="false" required maxlength="32" aria-describedby="${problem && 'problem '}hint"${problem && html` aria-invalid="true"`} autofocus>
<p class="hint" id="hint">Upper or lower case and the dash make no difference.</p>
<p class="caution">Never type a code that somebody sent you: it would connect their device to your account.</p>
<div class="actions"><button class="button primary" type="submit">Continue</button></div>
</form>`,
  });
}

function problemText({ problem, retryAfter }: DeviceCodeView): string | undefined {
  switch (problem) {
    case 'missing':
      return 'Type the code first.';
    case 'unknown':
      return 'There is no such code. Compare it with what your device shows, letter by letter.';
    case 'expired':
      return 'This code has expired. Let your device show a new one.';
    case 'used':
      return 'This code was used before. Let your device show a new one.';
    case 'throttled':
      return `Too many codes were tried. Wait ${retryAfter === undefined ? 'a while' : waitInWords(retryAfter)}, then try again.`;
    default:
      return undefined;
  }
}
