import { writeXlsxStream } from 'hucre/xlsx';
import { type Cell, type CellKind, headerOf, type Sheet } from '../domain/sheet/sheet.ts';

/** Office Open XML. Every text is a text cell, so that nothing in it is ever a formula. */
export function writeXlsx({ title, columns, rows }: Sheet): AsyncIterable<Uint8Array> {
  async function* lines() {
    for await (const cells of rows)
      yield cells.map((cell, at) => cellValue(cell, columns[at]?.kind));
  }
  return writeXlsxStream(lines(), {
    name: title,
    columns: columns.map(({ header, kind, width, seconds }) => ({
      header: headerOf({ header, kind, width }),
      width,
      ...(kind === 'instant'
        ? { numFmt: seconds ? 'yyyy-mm-dd hh:mm:ss' : 'yyyy-mm-dd hh:mm' }
        : {}),
    })),
    freezePane: { rows: 1 },
  });
}

/** XML has no place for these, not even escaped: with one of them the whole workbook would not open. */
const UNWRITABLE = /[\ufffe\uffff]/g;

/** A spreadsheet has days and no zones: these are UTC, as the column's head says. */
function cellValue(cell: Cell, kind: CellKind | undefined): string | number | Date | null {
  if (cell === undefined) return null;
  if (typeof cell === 'string') return cell.replace(UNWRITABLE, '\ufffd');
  return kind === 'instant' ? new Date(cell) : cell;
}
