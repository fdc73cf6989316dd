import './wall.css';
import { byId, setText } from '../../design/elements.ts';
import { countdown, showState } from '../../design/session-state.ts';
import { runClock } from './clock.ts';
import { nextOnWall, overallState } from './overall-state.ts';
import { createTile, TILES } from './tile.ts';
import { wallCare } from './wall-care.ts';

const { dashboardUrl = '', clientId = '' } = document.body.dataset;
const theme = document.documentElement.dataset.theme === 'light' ? 'light' : 'dark';

const tiles = TILES.map((definition) => createTile(definition, { dashboardUrl, clientId, theme }));
byId('tiles', HTMLElement).append(...tiles.map(({ element }) => element));

function refresh(): void {
  for (const tile of tiles) tile.refresh();
  const { step, at } = nextOnWall(tiles.map(({ next }) => next()));
  showState(byId('overall', HTMLElement), overallState(tiles.map(({ shown }) => shown())));
  setText(byId('next-step', HTMLElement), step === 'nothing' ? 'No next try' : `Next ${step}`);
  setText(byId('renews-in', HTMLElement), countdown(at === null ? null : at - Date.now()));
  setText(
    byId('renewals', HTMLElement),
    String(tiles.reduce((sum, tile) => sum + tile.renewals(), 0)),
  );
  setText(byId('loads', HTMLElement), String(tiles.reduce((sum, tile) => sum + tile.loads(), 0)));
  const care = wallCare(tiles.flatMap((tile) => tile.telemetry() ?? []));
  setText(byId('uptime', HTMLElement), care.uptime);
  setText(byId('care', HTMLElement), care.notice);
}

for (const tile of tiles) tile.onChange(refresh);
setInterval(refresh, 1000);
refresh();
runClock(byId('clock', HTMLTimeElement), byId('date', HTMLElement));
