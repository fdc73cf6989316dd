import './portal.css';
import type { CasementError } from '@casement/browser-sdk/host';
import { isSilence } from '../../design/data-news.ts';
import { byId, setText } from '../../design/elements.ts';
import { sentenceFor } from '../../design/reasons.ts';
import { wordsFor } from '../../design/session-state.ts';
import { embedOperations } from './embed.ts';
import { currentFilters, onFilterChange } from './filters.ts';
import { log } from './session-log.ts';
import { showSession } from './session-strip.ts';
import { currentTheme, runThemeSwitch } from './theme.ts';

const container = byId('operations', HTMLElement);
const dashboard = embedOperations(container, { theme: currentTheme(), filters: currentFilters() });

runThemeSwitch((theme) => dashboard.setContext({ theme }));
onFilterChange((filters) => dashboard.setContext({ filters }));

// Room is kept for the frame until it says how high it is; from then on its own height counts.
const sized = dashboard.on('heightchange', () => {
  container.classList.add('sized');
  sized();
});

// The promise of the product, counted for everybody to see: one load, however many renewals.
let loads = 0;
dashboard.iframe?.addEventListener('load', () => {
  loads += 1;
  setText(byId('loads', HTMLElement), String(loads));
});

let isSilent = false;
const show = () => showSession(dashboard.status, isSilent);

dashboard.on('statechange', (status) => {
  const { state, reason } = status;
  if (state === 'connecting') isSilent = false;
  show();
  if (reason) log(`${wordsFor(status).label}: ${sentenceFor(reason.code, state === 'failed')}`);
});
dashboard.on('renewed', (status) => {
  show();
  log(`Renewal ${status.renewals}: a new token, no reload`);
});
dashboard.on('event', ({ type, payload }) => {
  isSilent = isSilence({ type, payload }) ?? isSilent;
  const text = (payload as { text?: unknown } | null)?.text;
  if (type === 'note-written' && typeof text === 'string') log(`You noted: ${text}`);
});
dashboard.ready.then(
  () => log('Session started'),
  // The state told why already, unless the time was up in the middle of it.
  (error: CasementError) => {
    if (error.code === 'ready_timeout') log(sentenceFor(error.code));
  },
);

setInterval(show, 1000);
