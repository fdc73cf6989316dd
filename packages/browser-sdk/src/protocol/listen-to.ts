import type { Dispose } from '../listeners.ts';

/**
 * Calls back with the messages of exactly that window while it shows one of those origins; what anybody
 * else sends is dropped before it is looked at.
 */
export function listenTo(
  remote: () => Window | null,
  origins: readonly string[],
  listener: (event: MessageEvent) => void,
): Dispose {
  const onMessage = (event: MessageEvent): void => {
    const { source, origin } = event;
    if (source && source === remote() && origins.includes(origin)) listener(event);
  };
  addEventListener('message', onMessage);
  return () => removeEventListener('message', onMessage);
}
