import './wall.css';
import { byId, setText } from '../../design/elements.ts';
import { countdown, showState } from '../../design/session-state.ts';
import { runClock } from './clock.ts';
import { overallState } from './overall-state.ts';
import { createTile, TILES } from './tile.ts';
import { wallCare } from './wall-care.ts';

const { dashboardUrl = '', clientId = '' } = document.body.dataset;
const theme = document.documentElement.dataset.theme === 'light' ? 'light' : 'dark';

const tiles = TILES.map((definition) => createTile(definition, { dashboardUrl, clientId, theme }));
byId('tiles', HTMLElement).append(...tiles.map(({ element }) => element));

function refresh(): void {
  for (const tile of tiles) tile.refresh();
  const statuses = tiles.map(({ status }) => status());
  const next = Math.min(...statuses.map(({ renewsAt }) => renewsAt ?? Number.POSITIVE_INFINITY));
  showState(byId('overall', HTMLElement), overallState(statuses));
  setText(
    byId('renews-in', HTMLElement),
    countdown(Number.isFinite(next) ? next - Date.now() : null),
  );
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
