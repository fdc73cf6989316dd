import type { DashboardStatus } from '../host/dashboard-status.ts';
import type { HostPort } from '../host/host-port.ts';
import type { OpenFrame } from '../host/open-frame.ts';
import type { SessionStatus } from '../protocol/session-status.ts';

/** A frame that is opened behind the current one, and whose session nobody hears of until it is shown. */
export interface HiddenFrame {
  readonly frame: OpenFrame;
  readonly isLive: boolean;
  /** From here on it speaks for the dashboard. */
  show(): void;
}

const LIVE = /^(active|renewing|degraded)$/;

/** @param changed its state has changed, while it is hidden */
export function openHiddenFrame(port: HostPort, changed: () => void): HiddenFrame | undefined {
  const { status } = port;
  const old = port.frame()?.iframe ?? null;
  let current: SessionStatus = { ...status.current, state: 'connecting' };
  let isShown = false;

  const own: DashboardStatus = {
    get current() {
      return isShown ? status.current : current;
    },
    // It has a time limit of its own, see soft-remount.ts.
    ready: Promise.resolve(),
    report(next) {
      current = next;
      if (isShown) status.report(next);
      else changed();
    },
    override(state, failure) {
      if (isShown) return status.override(state, failure);
      current = { ...current, state };
      changed();
    },
    fail(failure) {
      if (isShown) status.fail(failure);
    },
    close() {},
  };
  const frame = port.open(
    own,
    {
      emit(name, detail) {
        if (isShown) port.emit(name, detail);
      },
    },
    old,
  );
  if (!frame) return undefined;
  if (frame.iframe && old) layBehind(frame.iframe, old);

  return {
    frame,
    get isLive() {
      return LIVE.test(current.state);
    },
    show() {
      isShown = true;
      status.report(current);
    },
  };
}

/**
 * Exactly where the old one is, of the same size, so that it draws what it will show; transparent rather
 * than hidden, as browsers draw nothing in hidden frames.
 */
function layBehind(iframe: HTMLIFrameElement, old: HTMLIFrameElement): void {
  const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = old;
  Object.assign(iframe.style, {
    position: 'absolute',
    left: `${offsetLeft}px`,
    top: `${offsetTop}px`,
    width: `${offsetWidth}px`,
    height: `${offsetHeight}px`,
    opacity: '0',
    pointerEvents: 'none',
  });
  iframe.inert = true;
}

/** Shows it above the old one, which stays until this one has been drawn. */
export function layAbove(iframe: HTMLIFrameElement): void {
  iframe.style.opacity = '1';
}

/** Gives it the place of the old one in the page's flow; its height is its own where it follows the content. */
export function layInFlow(
  iframe: HTMLIFrameElement,
  old: HTMLIFrameElement,
  isAutoHeight: boolean,
): void {
  const { height } = iframe.style;
  iframe.style.cssText = old.style.cssText;
  if (isAutoHeight) iframe.style.height = height;
  iframe.inert = false;
}
