import type { Page } from '@playwright/test';

export interface Leftovers {
  timers: number;
  /** Target and type of each. */
  listeners: string[];
}

/**
 * Counts timers and listeners of the page from its next load on.
 * @returns what is live in the page's own document now
 */
export async function trackLeftovers(page: Page): Promise<() => Promise<Leftovers>> {
  await page.addInitScript(() => {
    const live = { timers: new Set<number>(), listeners: [] as string[] };
    Object.assign(window, { live });
    const { setTimeout: set, clearTimeout: clear } = window;
    Object.assign(window, {
      setTimeout: (handler: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
        const id = set(() => {
          live.timers.delete(id);
          handler(...args);
        }, ms);
        live.timers.add(id);
        return id;
      },
      clearTimeout: (id: number) => {
        live.timers.delete(id);
        clear(id);
      },
    });
    for (const target of [window, document]) {
      const { addEventListener: add, removeEventListener: remove } = target;
      const key = (type: string) => `${target === window ? 'window' : 'document'} ${type}`;
      Object.assign(target, {
        addEventListener: (type: string, ...rest: never[]) => {
          live.listeners.push(key(type));
          Reflect.apply(add, target, [type, ...rest]);
        },
        removeEventListener: (type: string, ...rest: never[]) => {
          const index = live.listeners.indexOf(key(type));
          if (index >= 0) live.listeners.splice(index, 1);
          Reflect.apply(remove, target, [type, ...rest]);
        },
      });
    }
  });
  // The test's own driver listens to pointer and other events in the page.
  const ours = /message|policy|online|focus|page|visibility|resume/;
  return async () => {
    const { timers, listeners } = await page.evaluate(() => {
      const { timers, listeners } = Reflect.get(window, 'live');
      return { timers: timers.size, listeners: listeners as string[] };
    });
    return { timers, listeners: listeners.filter((name) => ours.test(name)).sort() };
  };
}
