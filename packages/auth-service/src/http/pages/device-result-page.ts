import { html } from '../../html.ts';
import { layout } from './layout.ts';
import { outcomeSign } from './outcome-sign.ts';
import { nameOf, type PageClient } from './page-client.ts';

export interface DeviceResultView {
  outcome: 'connected' | 'cancelled';
  client?: PageClient | undefined;
}

export function deviceResultPage({ outcome, client }: DeviceResultView): string {
  const who = client ? nameOf(client) : 'Your device';
  if (outcome === 'connected') {
    return layout({
      title: 'Connected',
      body: html`${outcomeSign('good')}
<h1>${who} is connected</h1>
<p class="lead">Go back to your device: it goes on by itself within a few seconds. You can close this window.</p>`,
    });
  }
  return layout({
    title: 'Not connected',
    body: html`${outcomeSign('stopped')}
<h1>${who} was not connected</h1>
<p class="lead">Nothing was shared. You can close this window. If you did not start this yourself, there is nothing else that you need to do.</p>`,
  });
}
