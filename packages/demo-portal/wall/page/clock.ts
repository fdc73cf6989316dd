import { setText } from '../../design/elements.ts';

/** Shows time and date, changing on the second. */
export function runClock(time: HTMLTimeElement, date: HTMLElement): void {
  const show = () => {
    const now = new Date();
    setText(time, now.toLocaleTimeString(undefined, { hourCycle: 'h23' }));
    setText(
      date,
      now.toLocaleDateString(undefined, { weekday: 'long', day: 'numeric', month: 'long' }),
    );
    setTimeout(show, 1000 - (Date.now() % 1000));
  };
  show();
}
