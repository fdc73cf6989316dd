import './portal.css';
import { byId, setText } from '../../design/elements.ts';
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

dashboard.on('statechange', (status) => {
  showSession(status);
  if (status.reason) log(`${wordsFor(status.state).label}: ${status.reason.message}`);
});
dashboard.on('renewed', (status) => {
  showSession(status);
  log(`Renewal ${status.renewals}: a new token, no reload`);
});
dashboard.on('event', ({ type, payload }) => {
  const text = (payload as { text?: unknown } | null)?.text;
  if (type === 'note-written' && typeof text === 'string') log(`You noted: ${text}`);
});
dashboard.ready.then(
  () => log('Session started'),
  (error: Error) => log(error.message),
);

setInterval(() => showSession(dashboard.status), 1000);
