import { printable, printableJson } from './printable.ts';

/**
 * What a command answers: a list, one thing (with a sentence about it for people, or with what people
 * shall see instead), one thing with a secret that is never shown again, or a bare secret for `$(…)`.
 */
export type Printed =
  | {
      rows: readonly object[];
      /** What people see in place of the rows, one for each. */
      cells?: readonly object[];
      columns: readonly string[];
      what: string;
      empty: string;
      notes?: readonly string[];
    }
  | { item: object; text?: string | object; notes?: readonly string[] }
  | {
      item: object;
      text?: object;
      secret: string;
      /** `client_secret` when absent. */
      secretName?: string;
      warning: string;
      notes?: readonly string[];
    }
  | { name: string; secret: string; warning: string };

export interface Streams {
  stdout: (text: string) => void;
  stderr: (text: string) => void;
}

/** Prints for people, or as JSON with the wire's spelling (`client_id`); warnings go to stderr. */
export function printer(json: boolean, { stdout, stderr }: Streams): (value: Printed) => void {
  return (value) => {
    stdout(`${json ? printableJson(JSON.stringify(toJson(value), null, 2)) : toText(value)}\n`);
    if ('warning' in value) stderr(`warning: ${value.warning}\n`);
    for (const note of ('notes' in value && value.notes) || []) stderr(`warning: ${note}\n`);
  };
}

function toJson(value: Printed): unknown {
  if ('rows' in value) return value.rows.map(flat);
  if ('name' in value) return { [value.name]: value.secret };
  const secret = 'secret' in value ? { [secretName(value)]: value.secret } : {};
  return { ...flat(value.item), ...secret };
}

function toText(value: Printed): string {
  if ('rows' in value) {
    if (value.rows.length === 0) return value.empty;
    const rows = (value.cells ?? value.rows).map(flat);
    const cells = rows.map((row) => value.columns.map((column) => text(row[column])));
    const count = `${rows.length} ${value.what}${rows.length === 1 ? '' : 's'}`;
    return `${table([value.columns, ...cells])}\n\n${count}`;
  }
  if ('name' in value) return value.secret;
  if ('text' in value && typeof value.text === 'string') return printable(value.text);
  const item = 'text' in value && typeof value.text === 'object' ? value.text : value.item;
  const lines = Object.entries(flat(item)).map(([name, field]) => [name, text(field)]);
  return table('secret' in value ? [...lines, [secretName(value), value.secret]] : lines);
}

const secretName = ({ secretName = 'client_secret' }: { secretName?: string }): string =>
  secretName;

/** Members in the wire's spelling, also below; absent ones left out; times as ISO 8601 in UTC. */
function flat(item: object): Record<string, unknown> {
  const entries = Object.entries(item).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      name.endsWith('At') && typeof value === 'number' ? instant(value) : nested(value),
    ]),
  );
}

function nested(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((one) => (typeof one === 'object' && one !== null ? flat(one) : one));
}

export const instant = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

function text(value: unknown): string {
  if (value === undefined || value === '') return '–';
  if (Array.isArray(value) && value.length === 0) return '–';
  if (Array.isArray(value)) return printable(value.map(words).join(' '));
  return printable(words(value));
}

function words(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, field]) => `${name}=${field}`)
    .join(' ');
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
