import { type Html, html } from '../../../html.ts';
import type { Json } from '../openapi/json.ts';
import { withCode } from './code-text.ts';
import { resolve, typeInWords } from './schema-docs.ts';

interface Field {
  /** Within others by a dot: `secret.name`; in each of a list: `roles[].role_id`. */
  path: string;
  schema: Json;
  required: boolean;
}

/** So deep what is in a field is told with it. */
const DEPTH = 2;

/** The fields of an object, or of each form that it can have. */
export function fieldDocs(schema: Json, document: Json): Html {
  const forms = (((schema.oneOf ?? schema.anyOf) as Json[] | undefined) ?? [schema]).map((form) =>
    resolve(form, document),
  );
  if (forms.length === 1) return html`${forms.map((form) => fieldList(form, document))}`;
  return html`${forms.map(
    (form, at) =>
      html`<details class="form"${at === 0 && html` open`}><summary><h5>${formName(form)}</h5></summary>${fieldList(form, document)}</details>`,
  )}`;
}

/** What tells this form from the others. */
function formName({ properties = {} }: Json): Html {
  const [named] = Object.entries(properties as Record<string, Json>).filter(
    ([, { const: value }]) => value !== undefined,
  );
  if (!named) return html`One of these`;
  const [name, { const: value }] = named;
  return html`When <code>${name}</code> is <code>${String(value)}</code>`;
}

const fieldList = (schema: Json, document: Json): Html =>
  html`<dl class="fields">${fieldsOf(schema, document).map(
    ({ path, schema: { description }, schema, required }) =>
      html`<div><dt><code>${path}</code>${required && html` <span class="required">required</span>`}</dt><dd class="type">${typeInWords(schema)}</dd>${description !== undefined && html`<dd>${withCode(String(description))}</dd>`}</div>`,
  )}</dl>`;

function fieldsOf(object: Json, document: Json, prefix = '', depth = 0): Field[] {
  const { properties = {}, required = [] } = object as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).flatMap(([name, property]) => {
    const schema = resolve(property, document);
    const field = { path: prefix + name, schema, required: required.includes(name) };
    if (depth === DEPTH) return [field];
    const items = withProperties(schema.items as Json | undefined, document);
    const within = items ?? withProperties(schema, document);
    if (!within) return [field];
    const below = `${field.path}${items ? '[]' : ''}.`;
    return [field, ...fieldsOf(within, document, below, depth + 1)];
  });
}

/** The object that a schema describes, also where null may stand for it. */
function withProperties(schema: Json | undefined, document: Json): Json | undefined {
  if (!schema) return undefined;
  const forms = ((schema.anyOf as Json[] | undefined) ?? [schema]).map((form) =>
    resolve(form, document),
  );
  return forms.find(({ properties }) => properties !== undefined);
}
