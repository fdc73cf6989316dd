import type { Dispose } from '../listeners.ts';

/** Reports the height of `element`'s content; the reporter is loaded on this first use. */
export function followHeight(element: HTMLElement, report: (height: number) => void): Dispose {
  let stop = (): void => {};
  let isStopped = false;
  import('./height-reporter.ts').then(({ reportHeight }) => {
    if (!isStopped) stop = reportHeight(element, report);
  }, reportError);
  return () => {
    isStopped = true;
    stop();
  };
}
