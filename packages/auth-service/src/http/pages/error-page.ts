import { html } from '../../html.ts';
import { layout } from './layout.ts';
import { outcomeSign } from './outcome-sign.ts';

/** What went wrong in words for who meets it, and the details for who can mend it. */
export interface ErrorView {
  /** What happened, without technical words. */
  title: string;
  /** What it means. */
  message: string;
  /** What to do now. */
  remedy: string;
  /** For whoever operates the application: code and rule. */
  details?: { error: string; description?: string | undefined } | undefined;
  /** Finds the request in the log. */
  requestId?: string | undefined;
  /** A way on. */
  link?: { label: string; href: string } | undefined;
}

export function errorPage(view: ErrorView): string {
  const { details, link, requestId } = view;
  return layout({
    title: view.title,
    body: html`${outcomeSign('bad')}
<h1>${view.title}</h1>
<p class="lead">${view.message}</p>
<p class="more">${view.remedy}</p>
${link && html`<p class="actions"><a class="button primary" href="${link.href}">${link.label}</a></p>`}
${
  (details || requestId) &&
  html`<details class="technical"><summary>Details for the operator</summary><dl class="facts">
${details && html`<div><dt>Error</dt><dd><code>${details.error}</code></dd></div>`}
${details?.description && html`<div><dt>Rule</dt><dd>${details.description}</dd></div>`}
${requestId && html`<div><dt>Request ID</dt><dd><code>${requestId}</code></dd></div>`}
</dl></details>`
}`,
  });
}
