import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { Sheet } from '../../src/domain/sheet/sheet.ts';
import { writePdf } from '../../src/export/pdf-export.ts';

function sheetOf(names: readonly string[]): Sheet {
  async function* rows() {
    for (const [at, name] of names.entries()) yield [name, at, at === 0 ? undefined : 0];
  }
  return {
    title: 'Names',
    columns: [
      { header: 'Name', kind: 'text', width: 40 },
      { header: 'Number', kind: 'number', width: 10 },
      { header: 'At', kind: 'instant', width: 20 },
    ],
    rows: rows(),
  };
}

const pagesOf = async (names: readonly string[]): Promise<number> =>
  (await text(writePdf(sheetOf(names), 0))).match(/\/Type \/Page\b/g)?.length ?? 0;

test('CM15: as many pages as the rows take, and one where there is none', async () => {
  expect(await pagesOf([])).toBe(1);
  expect(await pagesOf(['One'])).toBe(1);
  expect(await pagesOf(Array(100).fill('Łódź 東京 עברית 12'))).toBe(4);
});

test('CM15: the longest name takes three lines and no more', async () => {
  const long = await pagesOf(Array(100).fill('Wirtschaftsprüfungsgesellschaft'.repeat(50)));
  expect(long).toBe(await pagesOf(Array(100).fill('Three lines \n of \n text')));
});
