import { hash } from 'node:crypto';
import type { RequestHandler } from 'express';
import { html } from '../../html.ts';

/** Two sashes of a window, one of them open. */
const SHAPES = html`<rect class="mark-frame" x="3" y="3" width="26" height="26" rx="5"/><path class="mark-open" d="M16 5.5 8 9.5v17l8-4z"/><path class="mark-pane" d="M19.5 7h4.5a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1h-4.5z"/>`;

/** Beside the name, which says the same to who cannot see it. */
export const MARK = html`<svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">${SHAPES}</svg>`;

/** The mark as a file of its own, which no style sheet of the page reaches. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><style>.mark-frame{fill:#fff;stroke:#3b46d8;stroke-width:2.5}.mark-open{fill:#3b46d8}.mark-pane{fill:#b4b9f2}</style>${SHAPES}</svg>`;

export const ICON_PATH = `/assets/icon-${hash('sha256', ICON, 'base64url').slice(0, 12)}.svg`;

/** The icon of the tab. */
export const iconHandler: RequestHandler = (_request, response) => {
  response
    .set({
      'Content-Type': 'image/svg+xml',
      'Cache-Control': 'public, max-age=31536000, immutable',
      // Its own style and nothing else, also where somebody opens it by itself.
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
    })
    .send(ICON);
};
