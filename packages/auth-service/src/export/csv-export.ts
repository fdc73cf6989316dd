import { writeCsvStream } from 'hucre/csv';
import { headerOf, type Sheet } from '../domain/sheet/sheet.ts';
import { instantText } from './instant-text.ts';

/** Where a formula would begin that the writer's own guard, at the first character, does not know. */
const UNGUARDED = /(^(?=[＝＋－＠])|[;\t]\s*(?=[=+\-@＝＋－＠]))/g;

/**
 * RFC 4180, UTF-8 with the mark by which spreadsheets know it. What a spreadsheet would take for a formula
 * has an apostrophe before it, also after a semicolon: in half of Europe that is where a cell begins; and
 * where its sign is of the full width, as East Asian keyboards write it.
 */
export function writeCsv({ columns, rows }: Sheet): AsyncIterable<Uint8Array> {
  async function* lines() {
    yield columns.map(headerOf);
    for await (const cells of rows) {
      yield cells.map((cell, at) =>
        columns[at]?.kind === 'instant' && typeof cell === 'number'
          ? instantText(cell)
          : typeof cell === 'string'
            ? cell.replace(UNGUARDED, "$1'")
            : (cell ?? ''),
      );
    }
  }
  return writeCsvStream(lines(), { bom: true, escapeFormulae: true, lineSeparator: '\r\n' });
}
