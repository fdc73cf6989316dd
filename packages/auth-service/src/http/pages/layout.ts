import { type Content, html } from './html.ts';
import { STYLE_PATH } from './style/style-sheet.ts';

export interface Layout {
  /** Of the window or tab. */
  title: string;
  body: Content;
}

/** Two sashes of a window, one of them open. Says nothing to who cannot see it. */
const MARK = html`<svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false"><rect class="mark-frame" x="3" y="3" width="26" height="26" rx="5"/><path class="mark-open" d="M16 5.5 8 9.5v17l8-4z"/><path class="mark-pane" d="M19.5 7h4.5a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1h-4.5z"/></svg>`;

/** The frame of every page that a person sees, as text to send. */
export function layout({ title, body }: Layout): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · Casement</title>
<link rel="stylesheet" href="${STYLE_PATH}">
</head>
<body>
<header class="brand">${MARK}<span>Casement</span></header>
<main>
${body}
</main>
</body>
</html>
`.markup;
}
