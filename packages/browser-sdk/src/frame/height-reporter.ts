import type { Dispose } from '../listeners.ts';

/** So many growths in a row that follow nothing but the frame's own new height are a loop. */
const LOOP_GROWTHS = 6;
const OFFSCREEN_DELAY_MS = 200;

/**
 * Reports the height of `element`'s content (CSS pixels, rounded up) whenever it changes, at most once
 * per animation frame. The content is measured, not the viewport, so that the frame shrinks too. Content
 * sized by the viewport (`110vh`) would grow with every report: such growth is stopped until the content
 * changes by itself.
 */
export function reportHeight(element: HTMLElement, report: (height: number) => void): Dispose {
  let reported = -1;
  let measured = -1;
  let viewport = innerHeight;
  let loops = 0;
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function measure(): void {
    unschedule();
    const height = Math.ceil(contentBottom(element));
    const isDrivenByViewport = innerHeight !== viewport && height > measured && measured !== -1;
    if (isDrivenByViewport) loops += 1;
    else if (height !== measured) loops = 0;
    viewport = innerHeight;
    measured = height;
    if (height === reported || (loops > LOOP_GROWTHS && height > reported)) return;
    reported = height;
    report(height);
  }

  function unschedule(): void {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = 0;
  }
  const schedule = (): void => {
    if (frame !== 0) return;
    frame = requestAnimationFrame(measure);
    // A frame outside of the visible part of the page gets no animation frames.
    timer = setTimeout(measure, OFFSCREEN_DELAY_MS);
  };
  const sizes = new ResizeObserver(schedule);
  const watch = (): void => {
    sizes.disconnect();
    sizes.observe(element);
    for (const child of element.children) sizes.observe(child);
  };
  // A child that comes, goes or is replaced can change the height without changing any that is watched.
  const children = new MutationObserver((records) => {
    if (records.some(({ target }) => target === element)) watch();
    schedule();
  });
  children.observe(element, { childList: true, subtree: true });
  watch();
  measure();
  return () => {
    sizes.disconnect();
    children.disconnect();
    unschedule();
  };
}

/** The distance from the document's top to the end of the content, with paddings and margins below it. */
function contentBottom(element: HTMLElement): number {
  const range = document.createRange();
  range.selectNodeContents(element);
  const { bottom } = range.getBoundingClientRect();
  const style = getComputedStyle(element);
  const last = element.lastElementChild;
  const margin = last === null ? 0 : pixels(getComputedStyle(last).marginBottom);
  return (
    bottom +
    scrollY +
    Math.max(margin, 0) +
    pixels(style.paddingBottom) +
    pixels(style.borderBottomWidth) +
    pixels(style.marginBottom)
  );
}

function pixels(length: string): number {
  return Number.parseFloat(length) || 0;
}
