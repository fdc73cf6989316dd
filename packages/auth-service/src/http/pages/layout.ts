import { type Content, html } from '../../html.ts';
import { ICON_PATH, MARK } from './brand.ts';
import { STYLE_PATH } from './style/style-sheet.ts';

export interface Layout {
  /** Of the window or tab. */
  title: string;
  body: Content;
}

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
<link rel="icon" type="image/svg+xml" href="${ICON_PATH}">
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
