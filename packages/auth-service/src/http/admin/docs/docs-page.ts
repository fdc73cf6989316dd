import { html } from '../../../html.ts';
import { ICON_PATH, MARK } from '../../pages/brand.ts';
import type { Json } from '../openapi/json.ts';
import { PROBLEMS } from '../problem.ts';
import type { Route } from '../route.ts';
import { withCode } from './code-text.ts';
import { docsScript } from './docs-script.ts';
import { docsStyle } from './docs-style.ts';
import { operationDocs } from './operation-docs.ts';

export interface DocsPageView {
  issuer: string;
  clientId: string;
  /** Below the issuer. */
  callback: string;
  document: Json;
  routes: readonly Route[];
}

/** The documentation of the API, made from the same table as the API itself. */
export function docsPage({ issuer, clientId, callback, document, routes }: DocsPageView): string {
  const tags = [...Map.groupBy(routes, ({ tag }) => tag)];
  const { description, title } = document.info as { description: string; title: string };
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" type="image/svg+xml" href="${ICON_PATH}">
<link rel="stylesheet" href="${docsStyle.path}">
<script type="module" src="${docsScript.path}"></script>
</head>
<body data-issuer="${issuer}" data-client-id="${clientId}" data-redirect-uri="${issuer + callback}" data-home="/api/v1/docs">
<a class="skip" href="#operations">Skip to the operations</a>
<header class="brand">${MARK}<span>Casement</span></header>
<main>
<h1>${title}</h1>
${description.split('\n\n').map((paragraph) => html`<p>${withCode(paragraph)}</p>`)}
<p>As a file: <a href="/api/v1/openapi.json">OpenAPI 3.1</a>.</p>
<section class="session" aria-labelledby="try-heading">
<h2 id="try-heading">Try it out</h2>
<p id="session-status" role="status">Sign in to send requests as yourself from this page.</p>
<form id="sign-in">
<fieldset><legend>What this page may do</legend>
<label class="choice"><input type="radio" name="scope" value="read" checked> Read</label>
<label class="choice"><input type="radio" name="scope" value="read write"> Read and change</label>
</fieldset>
<button type="submit">Sign in</button>
</form>
<button type="button" id="sign-out" class="quiet" hidden>Sign out</button>
<noscript><p>Sending requests from here takes JavaScript; reading does not.</p></noscript>
</section>
<nav aria-label="Contents"><ul>
${tags.map(([tag]) => html`<li><a href="#${anchor(tag)}">${tag}</a></li>`)}
<li><a href="#problems">Problems</a></li>
</ul></nav>
<div id="operations" tabindex="-1">
${tags.map(
  ([tag, ofTag]) => html`<section aria-labelledby="${anchor(tag)}">
<h2 id="${anchor(tag)}">${tag}</h2>
${ofTag.map((route) => operationDocs(route, document))}
</section>`,
)}
</div>
<section aria-labelledby="problems">
<h2 id="problems">Problems</h2>
<p>Every refusal is <code>application/problem+json</code> (RFC 9457) with one of these codes. With faults it lists them in <code>errors</code>, each by place and field.</p>
<dl class="answers codes">${Object.entries(PROBLEMS).map(
    ([code, { status, title: what }]) =>
      html`<div id="problem-${code}"><dt>${code}</dt><dd>${status}: ${what}.</dd></div>`,
  )}</dl>
</section>
</main>
</body>
</html>
`.markup;
}

const anchor = (tag: string): string => tag.toLowerCase().replace(/[^a-z]+/g, '-');
