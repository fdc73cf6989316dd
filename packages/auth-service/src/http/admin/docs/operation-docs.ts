import { type Html, html } from '../../pages/html.ts';
import type { Json } from '../openapi/openapi-document.ts';
import type { Route } from '../route.ts';
import { withCode } from './code-text.ts';
import { exampleOf, resolve, typeInWords } from './schema-docs.ts';

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: Json;
}

/** One operation: what it takes, what it answers, and a form that sends it. */
export function operationDocs({ path, method, operation }: Route, document: Json): Html {
  const described = (document.paths as Record<string, Record<string, Json>>)[path]?.[method] ?? {};
  const parameters = described.parameters as Parameter[];
  const body = bodyOf(described, document);
  const responses = Object.entries(described.responses as Record<string, { description: string }>);
  return html`<details id="${operation}">
<summary><span class="method ${method}">${method.toUpperCase()}</span><span class="path">${path}</span> <span class="sentence">${described.summary as string}</span></summary>
<div class="operation">
${String(described.description ?? '')
  .split('\n\n')
  .filter((paragraph) => paragraph !== '')
  .map((paragraph) => html`<p>${withCode(paragraph)}</p>`)}
${scopesOf(described)}
${body && html`<h3>Body</h3>${fieldTable(body, document)}`}
<h3>Answers</h3>
<div class="table"><table><tbody>${responses.map(
    ([status, { description }]) =>
      html`<tr><th scope="row">${status}</th><td>${withCode(description)}</td></tr>`,
  )}</tbody></table></div>
<form data-method="${method.toUpperCase()}" data-path="${path}">
<h3>Send it</h3>
${parameters.map((parameter) => parameterField(operation, parameter))}
${
  body &&
  html`<label for="${operation}-body">Body</label><textarea id="${operation}-body" name="body" spellcheck="false">${JSON.stringify(exampleOf(body, document), null, 2)}</textarea>`
}
<button type="submit">Send ${method.toUpperCase()}</button>
<output hidden tabindex="0" aria-label="Answer"></output>
</form>
</div>
</details>`;
}

function parameterField(
  operation: string,
  { name, in: place, required, description, schema }: Parameter,
): Html {
  const id = `${operation}-${place}-${name}`;
  const list = schema.type === 'array';
  return html`<label for="${id}"><code>${name}</code> <span class="sentence">${place}, ${typeInWords(schema)}${list && ', separated by commas'}</span>${required && html` <span class="required">required</span>`}</label>
${description !== undefined && html`<span class="sentence" id="${id}-hint">${withCode(description)}</span>`}
<input id="${id}" name="${name}" data-in="${place}"${list && html` data-list`}${required && html` required`}${description !== undefined && html` aria-describedby="${id}-hint"`} autocomplete="off">`;
}

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

/** The fields of an object, or of each form that it can have. */
function fieldTable(schema: Json, document: Json): Html {
  const forms = ((schema.oneOf ?? schema.anyOf) as Json[] | undefined) ?? [schema];
  return html`${forms.map((form) => {
    const { properties = {}, required = [] } = resolve(form, document) as {
      properties?: Record<string, Json>;
      required?: string[];
    };
    return html`<div class="table"><table><thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
<tbody>${Object.entries(properties).map(
      ([name, property]) =>
        html`<tr><th scope="row"><code>${name}</code>${required.includes(name) && html` <span class="required">required</span>`}</th><td>${typeInWords(resolve(property, document))}</td><td>${withCode(String(property.description ?? ''))}</td></tr>`,
    )}</tbody></table></div>`;
  })}`;
}
