import { byId, make } from '../../design/elements.ts';

const MOST = 6;
const list = byId('log', HTMLOListElement);

/** Adds a line to 'What the session did', newest first. */
export function log(text: string): void {
  const now = new Date();
  const time = make('time', '', now.toLocaleTimeString(undefined, { hourCycle: 'h23' }));
  time.dateTime = now.toISOString();
  list.prepend(make('li', '', time, make('span', '', text)));
  while (list.children.length > MOST) list.lastElementChild?.remove();
}
