import type { HeightLimits } from '../protocol/window-protocol.ts';
import type { CheckedEmbedOptions, EmbedOptions } from './host-options.ts';

/** Of an iframe without a style, as in CSS: until the content has been measured. */
const UNKNOWN_HEIGHT = 150;

/** Puts the iframe into the page, by properties only: fit for Trusted Types and a strict CSP. */
export function createDashboardFrame(
  { container, src, autoHeight }: CheckedEmbedOptions,
  { title, allow, sandbox }: EmbedOptions,
  before?: ChildNode | null,
): HTMLIFrameElement {
  const iframe = document.createElement('iframe');
  iframe.title = title;
  if (allow) iframe.allow = allow;
  if (sandbox) iframe.setAttribute('sandbox', sandbox);
  // The dashboard needs to know whom it may serve, which is decided by its frame-ancestors, not by this.
  iframe.referrerPolicy = 'strict-origin-when-cross-origin';
  const height = autoHeight ? `${clampHeight(UNKNOWN_HEIGHT, autoHeight)}px` : '100%';
  Object.assign(iframe.style, { display: 'block', width: '100%', border: '0', height });
  iframe.src = src.href;
  // Where it is to stay: a frame that is moved in the page loads again.
  if (before) before.after(iframe);
  else container.append(iframe);
  return iframe;
}

/** The height to give the frame for a reported one; undefined for what is no height. */
export function clampHeight(reported: unknown, { min, max }: HeightLimits): number | undefined {
  return typeof reported === 'number' && reported >= 0
    ? Math.min(Math.max(Math.ceil(reported), min), max)
    : undefined;
}
