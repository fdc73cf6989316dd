/** A dashboard in wall mode, and what it tells. */
import type { Page } from '@playwright/test';
import type { CasementWarning, EmbedOptions, WallTelemetry } from '../../src/host/index.ts';
import type { Embedding } from '../support/fixtures.ts';

declare global {
  interface Window {
    warnings: CasementWarning[];
    telemetry: WallTelemetry[];
  }
}

/** Embeds in wall mode and keeps what it tells. */
export async function embedWall(
  page: Page,
  embedding: Embedding,
  options: Omit<Partial<EmbedOptions>, 'container'> = {},
): Promise<void> {
  await page.evaluate(
    async ([src, given]: readonly [string, { wall?: object }]) => {
      const { embedDashboard } = (await import(
        '/host.js' as string
      )) as typeof import('../../src/host/index.ts');
      window.states = [];
      window.errors = [];
      window.warnings = [];
      window.telemetry = [];
      window.events = [];
      window.readyCode = undefined;
      window.dashboard = embedDashboard({
        container: '#dashboard',
        src,
        title: 'Operations',
        challengeCodeUrl: '/challenge-code',
        ...given,
        wall: {
          telemetryEvery: 200,
          onTelemetry: (figures) => window.telemetry.push(figures),
          ...Object(given.wall),
        },
      });
      window.dashboard.on('statechange', ({ state }) => window.states.push(state));
      window.dashboard.on('warning', (warning) => window.warnings.push(warning));
      window.dashboard.on('error', ({ code }) => window.errors.push(code));
      window.dashboard.on('event', (event) => window.events.push(event));
      window.dashboard.ready.then(
        () => {
          window.readyCode = 'ready';
        },
        ({ code }) => {
          window.readyCode = code;
        },
      );
    },
    [embedding.src(), options as object] as const,
  );
}

/** The telemetry told last. */
export const figures = (page: Page) => page.evaluate(() => window.telemetry.at(-1));
