import { setImmediate } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import { type Cell, headerOf, type Sheet, type SheetColumn } from '../domain/sheet/sheet.ts';
import { instantText } from './instant-text.ts';
import { drawable, FONTS, isRightToLeft, NO_SHAPE, turned } from './pdf-letters.ts';

/** Points; A4, landscape. */
const PAGE = { width: 841.89, height: 595.28, margin: 34 };
const SIZE = { title: 15, text: 6.6, note: 7.2 };
const PADDING = 4;
/** After numbers, which end at their column's right. */
const GAP = 5;
const LINES = 3;
/** A feature, whichever, has a line drawn so instead of word by word. */
const IN_ONE_PIECE = { features: ['kern' as const] };
const INK = { text: '#1d2433', quiet: '#5b6577', line: '#d5dae3', head: '#eef1f6' };
const WITHOUT_SHAPE = `${NO_SHAPE} stands for a letter that this file's font does not have; the other formats have it.`;

type Document = InstanceType<typeof PDFDocument>;
type PlacedColumn = SheetColumn & { x: number; textWidth: number };

/** A table over as many pages as it takes, with its head on each of them and the number of its rows at its end. */
export async function* writePdf(sheet: Sheet, now: number): AsyncGenerator<Uint8Array> {
  const document = new PDFDocument({
    size: [PAGE.width, PAGE.height],
    margin: PAGE.margin,
    autoFirstPage: false,
    lang: 'en',
    displayTitle: true,
    info: { Title: sheet.title, Creator: 'Casement', CreationDate: new Date(now) },
  });
  // Read as it is asked for, so that a slow receiver does not fill the memory.
  const chunks = function* (): Generator<Uint8Array> {
    for (let chunk = document.read(); chunk !== null; chunk = document.read()) yield chunk;
  };
  const columns = placed(sheet.columns);
  let page = 0;
  let rows = 0;
  let lacksShapes = false;
  let y = Number.POSITIVE_INFINITY;
  const beginPage = () => {
    document.addPage();
    page += 1;
    lacksShapes = false;
    y = drawHead(document, sheet.title, columns, { page, now });
  };
  const endPage = () => {
    if (lacksShapes) drawNote(document, WITHOUT_SHAPE, PAGE.height - PAGE.margin + PADDING);
  };
  beginPage();
  for await (const cells of sheet.rows) {
    const texts = columns.map((column, at) => textOf(cells[at], column));
    const height = heightOf(document, columns, texts);
    if (y + height > PAGE.height - PAGE.margin) {
      endPage();
      beginPage();
      yield* chunks();
      // A page takes milliseconds: others get their turn between two.
      await setImmediate();
    }
    drawRow(document, columns, texts, y);
    lacksShapes ||= texts.some((text) => text.includes(NO_SHAPE));
    rows += 1;
    y += height;
    line(document, y);
  }
  endPage();
  if (y + 2 * PADDING + SIZE.note > PAGE.height - PAGE.margin) beginPage();
  drawNote(document, endOf(rows), y + 2 * PADDING);
  document.end();
  for await (const chunk of document) yield chunk as Uint8Array;
}

/** Who has the last page sees so. */
function endOf(rows: number): string {
  if (rows === 0) return 'Nothing is in this list.';
  return `End of the list: ${rows === 1 ? '1 row' : `${rows} rows`}.`;
}

function placed(columns: readonly SheetColumn[]): PlacedColumn[] {
  const unit = (PAGE.width - 2 * PAGE.margin) / columns.reduce((sum, { width }) => sum + width, 0);
  let x = PAGE.margin;
  return columns.map((column) => {
    const at = x;
    const gap = column.kind === 'number' ? GAP : 0;
    x += column.width * unit;
    return { ...column, x: at + PADDING, textWidth: column.width * unit - 2 * PADDING - gap };
  });
}

/** @returns where the rows begin */
function drawHead(
  document: Document,
  title: string,
  columns: readonly PlacedColumn[],
  { page, now }: { page: number; now: number },
): number {
  const { margin, width } = PAGE;
  document.font(FONTS.bold).fontSize(SIZE.title).fillColor(INK.text).text(title, margin, margin);
  document
    .font(FONTS.regular)
    .fontSize(SIZE.note)
    .fillColor(INK.quiet)
    .text(`${shortText(now, false)} UTC · page ${page}`, margin, margin + 6, {
      width: width - 2 * margin,
      align: 'right',
    });
  const top = margin + 28;
  document.font(FONTS.bold).fontSize(SIZE.text);
  const headers = columns.map(headerOf);
  const height = heightOf(document, columns, headers);
  document.rect(margin, top, width - 2 * margin, height).fill(INK.head);
  drawRow(document, columns, headers, top);
  document.font(FONTS.regular);
  return top + height;
}

function drawNote(document: Document, text: string, y: number): void {
  document
    .fontSize(SIZE.note)
    .fillColor(INK.quiet)
    // Without a line's break it may stand in the margin, where no table comes.
    .text(text, PAGE.margin + PADDING, y, { lineBreak: false })
    .fontSize(SIZE.text);
}

function heightOf(
  document: Document,
  columns: readonly PlacedColumn[],
  texts: readonly string[],
): number {
  const oneLine = document.currentLineHeight(true);
  const heights = columns.map(({ textWidth }, at) =>
    document.heightOfString(texts[at] ?? '', { width: textWidth }),
  );
  return Math.min(Math.max(...heights, oneLine), LINES * oneLine) + 2 * PADDING;
}

function drawRow(
  document: Document,
  columns: readonly PlacedColumn[],
  texts: readonly string[],
  y: number,
): void {
  const height = LINES * document.currentLineHeight(true);
  document.fillColor(INK.text);
  for (const [at, { x, textWidth, kind }] of columns.entries()) {
    const text = texts[at] ?? '';
    const align = kind === 'number' ? 'right' : 'left';
    // What does not fit says so; the other formats have all of it.
    const fit = { width: textWidth, height, ellipsis: '…', align } as const;
    if (!isRightToLeft(text)) document.text(text, x, y + PADDING, fit);
    else document.text(turned(text), x, y + PADDING, { ...fit, ...IN_ONE_PIECE });
  }
}

function line(document: Document, y: number): void {
  const { margin, width } = PAGE;
  document
    .moveTo(margin, y)
    .lineTo(width - margin, y)
    .lineWidth(0.4)
    .strokeColor(INK.line)
    .stroke();
}

const shortText = (at: number, seconds: boolean): string =>
  instantText(at)
    .slice(0, seconds ? 19 : 16)
    .replace('T', ' ');

function textOf(cell: Cell, { kind, seconds = false }: SheetColumn): string {
  if (cell === undefined) return '–';
  return kind === 'instant' && typeof cell === 'number'
    ? shortText(cell, seconds)
    : drawable(String(cell));
}
