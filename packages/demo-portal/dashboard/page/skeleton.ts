import { make } from '../../design/elements.ts';
import { isViewName, METRICS, METRICS_OF_VIEW } from '../wire.ts';

/** Grey shapes in the places of the panels, so that nothing moves when the data arrive. */
export function showSkeleton(root: HTMLElement, view: string): void {
  const metrics = isViewName(view)
    ? METRICS_OF_VIEW[view].filter((metric) => metric !== 'tenant')
    : [...METRICS, 'notes'];
  root.setAttribute('aria-busy', 'true');
  root.dataset.panels = String(metrics.length);
  root.replaceChildren(
    ...metrics.map((metric) => {
      const panel = make(
        'div',
        'panel skeleton',
        make('div', 'panel-head', make('i', 'bone title'), make('i', 'bone figure')),
        make('div', 'plot bone'),
        make('div', 'legend', make('i', 'bone key-bone')),
      );
      panel.dataset.metric = metric;
      return panel;
    }),
  );
}
