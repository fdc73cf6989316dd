import { type Html, html } from '../../../html.ts';
import type { Json } from '../openapi/json.ts';
import type { Route } from '../route.ts';
import { withCode } from './code-text.ts';
import { fieldDocs } from './field-docs.ts';
import { type Parameter, parameterField } from './parameter-docs.ts';
import { exampleOf, resolve } from './schema-docs.ts';

/** One operation: what it takes, what it answers, and a form that sends it. */
export function operationDocs({ path, method, operation }: Route, document: Json): Html {
  const described = (document.paths as Record<string, Record<string, Json>>)[path]?.[method] ?? {};
  const parameters = described.parameters as Parameter[];
  const body = bodyOf(described, document);
  const responses = Object.entries(described.responses as Record<string, { description: string }>);
  return html`<details id="${operation}">
<summary><h3><span class="method ${method}">${method.toUpperCase()}</span> <span class="path">${path}</span> <span class="sentence">${described.summary as string}</span></h3></summary>
<div class="operation">
${String(described.description ?? '')
  .split('\n\n')
  .filter((paragraph) => paragraph !== '')
  .map((paragraph) => html`<p>${withCode(paragraph)}</p>`)}
${scopesOf(described)}
${body && html`<h4>Body</h4>${fieldDocs(body, document)}`}
<h4>Answers</h4>
<dl class="answers">${responses.map(
    ([status, { description }]) =>
      html`<div><dt>${status}</dt><dd>${withCode(description)}</dd></div>`,
  )}</dl>
<form data-method="${method.toUpperCase()}" data-path="${path}">
<h4>Send it</h4>
${parameters.map((parameter) => parameterField(operation, parameter))}
${body && bodyField(operation, JSON.stringify(exampleOf(body, document), null, 2))}
<button type="submit">Send ${method.toUpperCase()}</button>
<p class="outcome" role="status"></p>
<output hidden tabindex="0" aria-label="Answer" aria-live="off"></output>
</form>
</div>
</details>`;
}

const bodyField = (operation: string, example: string): Html =>
  html`<label for="${operation}-body">Body <span class="about">JSON</span></label><textarea id="${operation}-body" name="body" rows="${example.split('\n').length + 1}" autocapitalize="none" spellcheck="false">${example}</textarea>`;

function scopesOf({ security }: Json): Html | false {
  const scopes = (security as { oauth2: string[] }[]).flatMap(({ oauth2 }) => oauth2);
  if (scopes.length === 0) return false;
  return html`<p>Scope: ${scopes.map((scope, index) => html`${index > 0 && ' or '}<code>${scope}</code>`)}.</p>`;
}

function bodyOf({ requestBody }: Json, document: Json): Json | undefined {
  const content = (requestBody as Json | undefined)?.content as Record<string, Json> | undefined;
  const schema = content?.['application/json']?.schema as Json | undefined;
  return schema && resolve(schema, document);
}
