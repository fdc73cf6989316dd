import { type Html, html } from '../../../html.ts';
import type { Json } from '../openapi/json.ts';
import { withCode } from './code-text.ts';
import { typeInWords } from './schema-docs.ts';

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: Json;
}

/** A field of the form that sends an operation; a choice where the values are few. */
export function parameterField(operation: string, parameter: Parameter): Html {
  const { name, in: place, required, description, schema } = parameter;
  const id = `${operation}-${place}-${name}`;
  const choices = choicesOf(schema);
  const list = schema.type === 'array';
  const about = [place, !choices && typeInWords(schema), list && 'separated by commas'];
  const attributes = html`id="${id}" name="${name}" data-in="${place}"${list && html` data-list`}${required && html` required`}${description !== undefined && html` aria-describedby="${id}-hint"`}`;
  return html`<label for="${id}"><code>${name}</code> <span class="about">${about.filter((part) => part !== false).join(', ')}</span>${required && html` <span class="required">required</span>`}</label>
${description !== undefined && html`<span class="hint" id="${id}-hint">${withCode(description)}</span>`}
${
  choices
    ? html`<select ${attributes}>${!required && html`<option value="">${schema.default === undefined ? 'any' : `default: ${schema.default}`}</option>`}${choices.map((choice) => html`<option>${choice}</option>`)}</select>`
    : html`<input ${attributes} autocomplete="off" autocapitalize="none" spellcheck="false">`
}`;
}

function choicesOf(schema: Json): string[] | undefined {
  if (Array.isArray(schema.enum)) return schema.enum.map(String);
  return schema.type === 'boolean' ? ['true', 'false'] : undefined;
}
