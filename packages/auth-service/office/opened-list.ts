import { expect } from 'vitest';
import { headerOf, type SheetColumn } from '../src/domain/sheet/sheet.ts';
import type { ApiCaller } from '../test/support/admin-requests.ts';
import { download } from '../test/support/saved-files.ts';
import type { TestService } from '../test/support/test-service.ts';
import type { CellSeen } from './flat-document.ts';
import type { LibreOffice } from './libre-office.ts';

/** A row by the heads of its columns. */
export type OpenedRow = Partial<Record<string, CellSeen>>;

/** Saves a list through the admin API and opens it in LibreOffice; `path` goes up to its format. */
export async function openedList(
  { office, service, caller }: { office: LibreOffice; service: TestService; caller: ApiCaller },
  { path, columns }: { path: string; columns: readonly SheetColumn[] },
  format: 'csv' | 'xlsx',
): Promise<OpenedRow[]> {
  const response = await download(service, caller, `${path}${format}`);
  expect(response.status).toBe(200);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const [head = [], ...rows] = await office.open({ name: `list.${format}`, bytes });
  const headers = head.map(({ text }) => text);
  expect(headers).toEqual(columns.map(headerOf));
  return rows.map((cells) => Object.fromEntries(cells.map((cell, at) => [headers[at], cell])));
}

/** The cells that a program would calculate. */
export const formulasIn = (rows: readonly OpenedRow[]): (CellSeen | undefined)[] =>
  rows.flatMap((row) => Object.values(row)).filter((cell) => cell?.formula !== undefined);
