import type { CasementErrorCode } from '../errors.ts';
import { checkContext, type DashboardContext } from '../protocol/dashboard-context.ts';
import type { HeightLimits } from '../protocol/window-protocol.ts';
import { fail, ok, type Result } from '../result.ts';
import { parseUrl } from '../web-url.ts';
import type { FetchChallengeCode } from './challenge-code-source.ts';

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
  src: string;
  /** The only origin that the frame may speak from. */
  frameOrigin: string;
  context: DashboardContext;
  autoHeight: HeightLimits | null;
}

// Never zero: browsers stop drawing, and so measuring, in a frame that cannot be seen.
const DEFAULT_LIMITS: HeightLimits = { min: 50, max: 20_000 };

/** Every reason not to embed, before anything is put into the page. */
export function checkEmbedOptions(options: EmbedOptions): Result<CheckedEmbedOptions> {
  if (!isSecureContext) {
    return refuse(
      'page_insecure',
      'the page and every page around it must be served over HTTPS or from loopback.',
    );
  }
  const container = findContainer(options.container);
  if (!container.ok) return container;
  const src = checkSrc(options.src);
  if (!src.ok) return src;
  if (typeof options.title !== 'string' || options.title.trim() === '') {
    return refuse('option_invalid', 'title must say what the frame is.');
  }
  const sandbox = options.sandbox?.split(/\s+/);
  if (sandbox && !(sandbox.includes('allow-scripts') && sandbox.includes('allow-same-origin'))) {
    return refuse('option_invalid', 'sandbox must contain allow-scripts and allow-same-origin.');
  }
  const context = checkContext(options.context ?? {});
  if (!context.ok) return context;
  const autoHeight = checkAutoHeight(options.autoHeight ?? false);
  if (!autoHeight.ok) return autoHeight;
  return ok({
    container: container.value,
    src: src.value.href,
    frameOrigin: src.value.origin,
    context: context.value,
    autoHeight: autoHeight.value,
  });
}

function refuse(code: CasementErrorCode, text: string) {
  return fail(code, `embedDashboard: ${text}`);
}

function findContainer(container: unknown): Result<Element> {
  if (container instanceof Element) return ok(container);
  if (typeof container !== 'string') {
    return refuse('container_invalid', 'container must be an element or a selector.');
  }
  let found: Element | null = null;
  try {
    found = document.querySelector(container);
  } catch {
    return refuse('container_invalid', `container "${container}" is not a valid selector.`);
  }
  return found === null
    ? refuse(
        'container_invalid',
        `container "${container}" matches no element; embed after it exists.`,
      )
    : ok(found);
}

function checkSrc(src: unknown): Result<URL> {
  const url = parseUrl(src);
  if (url === undefined) {
    return refuse('src_invalid', `src must be an absolute URL, not "${String(src)}".`);
  }
  const { protocol, hostname, username, password } = url;
  if (username !== '' || password !== '') {
    return refuse('src_invalid', 'src must not contain credentials.');
  }
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) return ok(url);
  return protocol === 'http:'
    ? refuse('src_insecure', `src must be https, or http on loopback, not ${url.origin}.`)
    : refuse('src_invalid', `src must be an http(s) URL, not ${protocol}`);
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function checkAutoHeight(option: boolean | Partial<HeightLimits>): Result<HeightLimits | null> {
  if (option === false) return ok(null);
  const limits = option === true ? DEFAULT_LIMITS : { ...DEFAULT_LIMITS, ...option };
  const { min, max } = limits;
  return min >= 1 && max >= min && Number.isFinite(max)
    ? ok(limits)
    : refuse('option_invalid', 'autoHeight needs 1 ≤ min ≤ max, in CSS pixels.');
}
