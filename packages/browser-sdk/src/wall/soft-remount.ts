import type { HostPort } from '../host/host-port.ts';
import type { OpenFrame } from '../host/open-frame.ts';
import type { Warn } from '../observation/warnings-of-status.ts';
import { isEnded, isLive } from './frame-states.ts';
import { type HiddenFrame, layAbove, layInFlow, openHiddenFrame } from './hidden-frame.ts';
import { TIMER_MAX_MS } from './timer.ts';

/** A session that is live has yet to draw its first data; nobody should see that. */
const SETTLE_MS = 2_000;
/** When a new frame did not become live, or this was no moment for it: try again after so long, or sooner. */
const RETRY_MS = 300_000;

export interface SoftRemounts {
  /** Gives up the frame that is being prepared; the next one is tried later. */
  cancel(): void;
  stop(): void;
}

/**
 * Replaces the live frame every so often by a new one that is live too, and one whose session was ended when
 * its turn comes: nobody reloads a wall. The old one stays until the new one
 * has been drawn, and for good where the new one does not become live.
 */
export function startSoftRemounts(
  port: HostPort,
  everyMs: number,
  warn: Warn,
  onSwapped: () => void,
): SoftRemounts {
  const limitMs = port.options.timeouts?.readyMs ?? 30_000;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hidden: HiddenFrame | undefined;
  let settling: ReturnType<typeof setTimeout> | undefined;

  function schedule(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(begin, Math.min(ms, TIMER_MAX_MS));
  }
  const retry = (): void => schedule(Math.min(RETRY_MS, everyMs));

  function drop(): void {
    clearTimeout(settling);
    settling = undefined;
    hidden?.frame.close();
    hidden = undefined;
  }

  function begin(): void {
    const iframe = port.frame()?.iframe;
    const { current } = port.status;
    const isReplaceable = isLive(current.state) || isEnded(current);
    // Not while it is mending itself, and not under the hands of somebody who uses it.
    if (!iframe || !isReplaceable || document.activeElement === iframe) {
      retry();
      return;
    }
    const opened = openHiddenFrame(port, () => {
      if (opened && hidden === opened) settle(opened);
    });
    hidden = opened;
    timer = setTimeout(giveUp, limitMs);
  }

  function settle(prepared: HiddenFrame): void {
    if (prepared.isLive) {
      clearTimeout(timer);
      settling ??= setTimeout(swap, SETTLE_MS, prepared);
    } else if (settling !== undefined) {
      clearTimeout(settling);
      settling = undefined;
      timer = setTimeout(giveUp, limitMs);
    }
  }

  function giveUp(): void {
    drop();
    warn(
      'soft_remount_failed',
      `The new frame was not live after ${limitMs} ms; the old one stays, and another is tried later.`,
    );
    retry();
  }

  async function swap(prepared: HiddenFrame): Promise<void> {
    const { iframe } = prepared.frame;
    const old = port.frame();
    if (!iframe || !old?.iframe) return;
    layAbove(iframe);
    await drawn();
    if (hidden !== prepared) return;
    hidden = undefined;
    settling = undefined;
    replace(prepared, iframe, old, old.iframe);
    onSwapped();
    schedule(everyMs);
  }

  function replace(
    prepared: HiddenFrame,
    iframe: HTMLIFrameElement,
    old: OpenFrame,
    oldIframe: HTMLIFrameElement,
  ): void {
    port.use(prepared.frame);
    old.close();
    layInFlow(iframe, oldIframe, Boolean(port.options.autoHeight));
    prepared.show();
    // What has changed since its handshake.
    prepared.frame.setContext({});
  }

  // Spread, so that the frames of a page, and walls switched on together, do not do this at once.
  schedule(everyMs * (1 - Math.random() * 0.1));
  return {
    cancel() {
      if (!hidden) return;
      drop();
      retry();
    },
    stop() {
      clearTimeout(timer);
      drop();
    },
  };
}

/** Two pictures later; a page that is not visible draws none, and nobody sees what it does. */
function drawn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 500);
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  });
}
