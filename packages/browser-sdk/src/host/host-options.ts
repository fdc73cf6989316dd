import type { DebugEntry } from '../observation/debug-entry.ts';
import { checkContext, type DashboardContext } from '../protocol/dashboard-context.ts';
import type { HeightLimits } from '../protocol/window-protocol.ts';
import type { WallOptions } from '../wall/wall-options.ts';
import type { ChallengeCodeSource, FetchChallengeCode } from './challenge-code-request.ts';
import { createChallengeCodeSource } from './challenge-code-source.ts';

export interface EmbedOptions {
  /** The element to fill, or a selector of it. */
  container: Element | string;
  /** The frame's address, absolute: `https://dash.example.com/ops?client_id=…`. */
  src: string;
  /** What the frame is, for those who hear the page instead of seeing it. */
  title: string;
  /** The portal's own endpoint for challenge codes, on the page's own origin. */
  challengeCodeUrl?: string;
  /** Instead of `challengeCodeUrl`: asks the portal backend in some other way. */
  fetchChallengeCode?: FetchChallengeCode;
  /** Theme, locale, time zone and filters; the frame has them before it paints. */
  context?: DashboardContext;
  /** Makes the frame as high as its content, within limits in CSS pixels. */
  autoHeight?: boolean | Partial<HeightLimits>;
  /** Permissions policy of the iframe, for example `fullscreen`. */
  allow?: string;
  /** Sandbox tokens of the iframe; `allow-scripts` and `allow-same-origin` must be among them. */
  sandbox?: string;
  timeouts?: HostTimeouts;
  /** For displays that nobody attends: keeps the screen awake, mends a dead frame, measures. */
  wall?: boolean | WallOptions;
  /**
   * Tells what happens, to the console (`true`) or to a function. No code, token or address is in it; see
   * `DebugEntry`.
   */
  debug?: boolean | ((entry: DebugEntry) => void);
}

/** Milliseconds. */
export interface HostTimeouts {
  /** From embedding until the frame has spoken. Default 15,000. */
  handshakeMs?: number;
  /** From embedding until the session is active. Default 30,000. */
  readyMs?: number;
  /** One request for a challenge code. Default 10,000. */
  challengeCodeMs?: number;
  /** Between two beats to the frame. Default 15,000. */
  heartbeatMs?: number;
}

export interface CheckedEmbedOptions {
  container: Element;
  /** Its origin is the only one that the frame may speak from. */
  src: URL;
  /** The current one; every frame that is opened from here on begins with it. */
  context: DashboardContext;
  autoHeight: HeightLimits | null;
  requestCode: ChallengeCodeSource;
}

// Never zero: browsers stop drawing, and so measuring, in a frame that cannot be seen.
const DEFAULT_LIMITS: HeightLimits = { min: 50, max: 20_000 };

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * What to embed, or undefined where anything is in the way. Only says that: `option-faults.ts` goes
 * through the rules one by one to say which, and is loaded when that is needed.
 */
export function checkEmbedOptions(options: EmbedOptions): CheckedEmbedOptions | undefined {
  try {
    const { title, autoHeight } = options;
    const sandbox = options.sandbox?.split(/\s+/);
    const container =
      typeof options.container === 'string'
        ? document.querySelector(options.container)
        : options.container;
    const src = new URL(options.src);
    const { protocol } = src;
    const context = checkContext(options.context ?? {});
    const limits = autoHeight ? { ...DEFAULT_LIMITS, ...Object(autoHeight) } : null;
    const requestCode = createChallengeCodeSource(options);
    return isSecureContext &&
      container instanceof Element &&
      !src.username &&
      !src.password &&
      (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(src.hostname))) &&
      typeof title === 'string' &&
      title.trim() &&
      (!sandbox || (sandbox.includes('allow-scripts') && sandbox.includes('allow-same-origin'))) &&
      context.ok &&
      (!limits ||
        (limits.min >= 1 && limits.max >= limits.min && limits.max < Number.POSITIVE_INFINITY)) &&
      requestCode
      ? { container, src, context: context.value, autoHeight: limits, requestCode }
      : undefined;
  } catch {
    // No URL, no selector, no options at all.
    return undefined;
  }
}
