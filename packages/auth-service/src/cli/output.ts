/**
 * What a command answers: a list, one thing, one thing with a secret that is never shown again, or a
 * bare value for `$(…)`.
 */
export type Printed =
  | { rows: readonly object[]; columns: readonly string[]; empty: string }
  | { item: object }
  | { item: object; secret: string }
  | { name: string; value: string };

/** Prints for people, or as JSON with the wire's spelling (`client_id`). */
export function printer(json: boolean, write: (text: string) => void): (value: Printed) => void {
  return (value) => write(`${json ? toJson(value) : toText(value)}\n`);
}

function toJson(value: Printed): string {
  if ('rows' in value) return JSON.stringify(value.rows.map(flat), null, 2);
  if ('name' in value) return JSON.stringify({ [value.name]: value.value }, null, 2);
  const secret = 'secret' in value ? { client_secret: value.secret } : {};
  return JSON.stringify({ ...flat(value.item), ...secret }, null, 2);
}

function toText(value: Printed): string {
  if ('rows' in value) {
    if (value.rows.length === 0) return value.empty;
    const rows = value.rows.map(flat);
    return table([value.columns, ...rows.map((row) => value.columns.map((c) => text(row[c])))]);
  }
  if ('name' in value) return value.value;
  const lines = Object.entries(flat(value.item)).map(([name, field]) => [name, text(field)]);
  if (!('secret' in value)) return table(lines);
  return `${table([...lines, ['client_secret', value.secret]])}\n\nThis secret is shown once and stored only as a hash. Save it now.`;
}

/** Members in the wire's spelling; absent ones left out; times as ISO 8601. */
function flat(item: object): Record<string, unknown> {
  const entries = Object.entries(item).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      name.endsWith('At') && typeof value === 'number' ? new Date(value).toISOString() : value,
    ]),
  );
}

function text(value: unknown): string {
  if (value === undefined || value === '') return '–';
  if (Array.isArray(value)) return value.join(' ');
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
