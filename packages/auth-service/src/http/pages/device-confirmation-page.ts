import { type Html, html } from '../../html.ts';
import { layout } from './layout.ts';
import { clientFacts, monogram, nameOf, type PageClient } from './page-client.ts';
import { hiddenFields, type PageForm } from './page-form.ts';

/** Posts `confirm=yes` or `abort=yes`. */
export interface DeviceConfirmationView extends PageForm {
  /** As the device shows it. */
  userCode: string;
  client: PageClient;
  /** Where the device asked from, as far as it is known. */
  device: {
    address?: string | undefined;
    /** A place in words. */
    location: string;
    /** The program that asked, in words. */
    program?: string | undefined;
  };
}

export function deviceConfirmationPage(view: DeviceConfirmationView): string {
  const { client, device, userCode } = view;
  return layout({
    title: `Connect ${client.name}?`,
    body: html`<div class="parties">${monogram(client)}</div>
<h1>Connect ${nameOf(client)}?</h1>
<p class="lead">Does your device show exactly this code?</p>
<p class="user-code"><output aria-label="Code">${userCode}</output></p>
<dl class="facts">
${fact('Asked by', device.program)}
${fact('Address', device.address)}
${fact('Location', device.location)}
</dl>
${clientFacts(client)}
<p class="caution">If you did not just start this yourself, cancel: somebody may be trying to get into your account.</p>
<form method="post" action="${view.action}">
${hiddenFields(view)}
<div class="actions">
<button class="button primary" type="submit" name="confirm" value="yes">Yes, connect</button>
<button class="button" type="submit" name="abort" value="yes">No, cancel</button>
</div>
</form>`,
  });
}

const fact = (term: string, value: string | undefined): Html =>
  value === undefined ? html`` : html`<div><dt>${term}</dt><dd><bdi>${value}</bdi></dd></div>`;
