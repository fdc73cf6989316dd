/** What no door lets in, and what stands behind a separator: the files themselves hold, whatever a cell says. */
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sheet } from '../src/domain/sheet/sheet.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../src/export/export-formats.ts';
import { type LibreOffice, libreOffice } from './libre-office.ts';

/** How a formula begins, or what a program drops before it (OWASP, CSV injection). */
const BEGINNINGS = [
  '=',
  '+',
  '-',
  '@',
  '\t=',
  '\r=',
  '\n=',
  '\r\n=',
  ' =',
  '＝',
  '＋',
  '－',
  '＠',
  '"=',
  "'=",
];
const BEHIND = ['Sums; =1+1', 'Sums;=1+1', 'Sums\t=1+1', 'Sums;\t+1', '";=1+1', 'Sums;"=1+1"'];
const HOSTILE = [...BEGINNINGS.map((beginning) => `${beginning}1+1`), ...BEHIND];

let office: LibreOffice;
beforeAll(async () => {
  office = await libreOffice();
});
afterAll(() => office?.close());

function hostileSheet(): Sheet {
  async function* rows() {
    for (const text of HOSTILE) yield [text, 'after'];
  }
  const column = { kind: 'text', width: 20 } as const;
  return {
    title: 'Hostile',
    columns: [
      { ...column, header: 'Text' },
      { ...column, header: 'After' },
    ],
    rows: rows(),
  };
}

test('LibreOffice does evaluate what is not guarded: otherwise the rest would show nothing', async () => {
  const bytes = Buffer.from('Text\r\n=1+1\r\n+1\r\n"Sums";=1+1\r\n');
  const [, sum, plus] = await office.open({ name: 'unguarded.csv', bytes });
  expect(sum).toEqual([{ type: 'float', text: '2', value: '2', formula: 'of:=1+1' }]);
  expect(plus).toMatchObject([{ type: 'float' }]);
  const behind = (await office.open({ name: 'unguarded.csv', bytes }, [',', ';'])).at(-1);
  expect(behind?.[1]).toMatchObject({ formula: 'of:=1+1' });
});

for (const [format, separators] of [
  ['xlsx', undefined],
  ['csv', [',']],
  ['csv', [',', ';']],
  ['csv', [',', ';', '\t']],
] as const) {
  const opened = separators ? `, opened with the separators ${JSON.stringify(separators)}` : '';
  test(`79 every cell is text in ${format}${opened}`, async () => {
    const { write }: ExportFormat = EXPORT_FORMATS[format];
    const bytes = await buffer(write(hostileSheet(), 0));
    const rows = await office.open({ name: `hostile.${format}`, bytes }, separators);
    expect(rows).toHaveLength(1 + HOSTILE.length);
    const cells = rows.flat().filter(({ type }) => type !== undefined);
    expect(cells.filter(({ type, formula }) => type !== 'string' || formula !== undefined)).toEqual(
      [],
    );
    if (format === 'xlsx') {
      const lines = HOSTILE.map((text) => text.replace('\r\n', '\n'));
      expect(rows.slice(1).map(([cell]) => cell?.text)).toEqual(lines);
    }
  });
}
