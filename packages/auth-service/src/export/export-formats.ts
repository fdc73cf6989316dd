import type { Sheet } from '../domain/sheet/sheet.ts';
import { writeCsv } from './csv-export.ts';
import { writePdf } from './pdf-export.ts';
import { writeXlsx } from './xlsx-export.ts';

export interface ExportFormat {
  mediaType: string;
  /** More take too long to draw, and nobody reads them. */
  maxRows: number | undefined;
  /** @param now milliseconds since the epoch, for what is dated */
  write(sheet: Sheet, now: number): AsyncIterable<Uint8Array>;
}

/** As what a list can be saved (CM15), by file extension. */
export const EXPORT_FORMATS = {
  xlsx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    maxRows: undefined,
    write: writeXlsx,
  },
  pdf: { mediaType: 'application/pdf', maxRows: 5_000, write: writePdf },
  csv: { mediaType: 'text/csv; charset=utf-8', maxRows: undefined, write: writeCsv },
} as const satisfies Record<string, ExportFormat>;
