import { embedDashboard, type WallTelemetry } from '@casement/browser-sdk/host';
import { isSilence } from '../../design/data-news.ts';
import { make } from '../../design/elements.ts';
import { isLive, nextStep, showState, wordsFor } from '../../design/session-state.ts';
import type { TileState } from './overall-state.ts';
import { createCover } from './tile-cover.ts';

const DAY_MS = 86_400_000;

export interface TileDefinition {
  view: string;
  title: string;
}

export const TILES: readonly TileDefinition[] = [
  { view: 'cpu', title: 'Compute' },
  { view: 'memory', title: 'Capacity' },
  { view: 'traffic', title: 'Traffic' },
  { view: 'sessions', title: 'Sessions' },
];

export interface TileOptions {
  dashboardUrl: string;
  clientId: string;
  theme: 'light' | 'dark';
}

/** One dashboard of the wall: a heading with its session's state, and the frame. */
export function createTile(
  { view, title }: TileDefinition,
  { dashboardUrl, clientId, theme }: TileOptions,
) {
  const state = make('span', 'state');
  const heading = make('h2', '', title);
  heading.id = `tile-${view}`;
  const frame = make('div', 'frame');
  const cover = createCover(frame);
  frame.append(cover.element);
  const element = make('section', 'tile', make('header', '', heading, state), frame);
  element.setAttribute('aria-labelledby', heading.id);
  element.dataset.view = view;

  const src = new URL(dashboardUrl);
  src.searchParams.set('client_id', clientId);
  src.searchParams.set('theme', theme);
  src.searchParams.set('view', view);
  let telemetry: WallTelemetry | undefined;
  const dashboard = embedDashboard({
    container: frame,
    src: src.href,
    title: `${title} dashboard`,
    // Its own address for each view: the wall's backend locks the session to the view.
    challengeCodeUrl: `/casement/challenge-code/${view}`,
    context: { theme, locale: navigator.language, filters: { view, seconds: 300 } },
    // Hangs for months: stays awake, mends a frame that died, and begins anew once a day, unseen.
    wall: {
      softRemountEvery: DAY_MS,
      telemetryEvery: 10_000,
      onTelemetry(figures) {
        telemetry = figures;
      },
    },
  });
  // Why it has failed stands on the cover.
  dashboard.ready.catch(() => {});

  // The frame says whether data arrives in it; a new document has yet to say so.
  let isSilent = false;
  dashboard.on('event', (event) => {
    isSilent = isSilence(event) ?? isSilent;
  });
  dashboard.on('statechange', ({ state }) => {
    if (state === 'connecting') isSilent = false;
  });

  let firstLoads = 0;
  let renewals = 0;
  dashboard.iframe?.addEventListener('load', () => {
    firstLoads += 1;
  });
  dashboard.on('renewed', () => {
    renewals += 1;
  });
  const loads = () => firstLoads + (telemetry?.remounts ?? 0) + (telemetry?.softRemounts ?? 0);

  function shown(): TileState {
    const { status } = dashboard;
    return {
      words: cover.show(status) ?? wordsFor(status, isSilent),
      isLive: isLive(status.state) && !isSilent,
    };
  }

  return {
    element,
    shown,
    next: () => ({ step: nextStep(dashboard.status), at: dashboard.status.renewsAt }),
    telemetry: () => telemetry,
    loads,
    renewals: () => renewals,
    onChange(listener: () => void) {
      dashboard.on('statechange', listener);
      dashboard.on('event', listener);
    },
    refresh() {
      showState(state, shown().words);
      element.dataset.state = dashboard.state;
      element.dataset.renewals = String(renewals);
      element.dataset.loads = String(loads());
    },
  };
}
