import { writeCsvStream } from 'hucre/csv';
import type { Sheet } from '../domain/sheet/sheet.ts';
import { instantText } from './instant-text.ts';

/**
 * RFC 4180, UTF-8 with the mark by which spreadsheets know it. What a spreadsheet would take for a formula
 * has an apostrophe before it.
 */
export function writeCsv({ columns, rows }: Sheet): AsyncIterable<Uint8Array> {
  async function* lines() {
    yield columns.map(({ header }) => header);
    for await (const cells of rows) {
      yield cells.map((cell, at) =>
        columns[at]?.kind === 'instant' && typeof cell === 'number'
          ? instantText(cell)
          : (cell ?? ''),
      );
    }
  }
  return writeCsvStream(lines(), { bom: true, escapeFormulae: true, lineSeparator: '\r\n' });
}
