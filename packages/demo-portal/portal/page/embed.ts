/**
 * The whole integration of a portal's page. This is the file to copy; its other half is
 * ../embedding.ts on the backend.
 */
import { embedDashboard } from '@casement/browser-sdk/host';
import type { Filters } from './filters.ts';

export interface Surroundings {
  theme: 'light' | 'dark';
  filters: Filters;
}

/** Shows the dashboard in `container`, and keeps it signed in for as long as the page is open. */
export function embedOperations(container: HTMLElement, { theme, filters }: Surroundings) {
  const { dashboardUrl = '', clientId = '' } = container.dataset;
  const src = new URL(dashboardUrl);
  src.searchParams.set('client_id', clientId);
  // The frame's first paint has the right colours; later changes go by setContext.
  src.searchParams.set('theme', theme);

  return embedDashboard({
    container,
    src: src.href,
    title: 'Operations dashboard',
    challengeCodeUrl: '/casement/challenge-code',
    autoHeight: true,
    context: {
      theme,
      filters,
      locale: navigator.language,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
  });
}
