import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';
import type { Cell, Sheet, SheetColumn } from '../domain/sheet/sheet.ts';
import { instantText } from './instant-text.ts';

const font = (name: string): string =>
  fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));
const [REGULAR, BOLD] = [font('DejaVuSansCondensed'), font('DejaVuSansCondensed-Bold')];

/** Points; A4, landscape. */
const PAGE = { width: 841.89, height: 595.28, margin: 34 };
const SIZE = { title: 15, text: 6.6 };
const PADDING = 4;
const LINES = 3;
const INK = { text: '#1d2433', quiet: '#5b6577', line: '#d5dae3', head: '#eef1f6' };

type Document = InstanceType<typeof PDFDocument>;
type PlacedColumn = SheetColumn & { x: number; textWidth: number };

/** A table over as many pages as it takes, with its head on each of them. */
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
  let y = Number.POSITIVE_INFINITY;
  const beginPage = () => {
    document.addPage();
    page += 1;
    y = drawHead(document, sheet.title, columns, { page, now });
  };
  beginPage();
  for await (const cells of sheet.rows) {
    const texts = columns.map(({ kind }, at) => textOf(cells[at], kind));
    const height = heightOf(document, columns, texts);
    if (y + height > PAGE.height - PAGE.margin) {
      beginPage();
      yield* chunks();
      // A page takes milliseconds: others get their turn between two.
      await setImmediate();
    }
    drawRow(document, columns, texts, y);
    y += height;
    line(document, y);
  }
  document.end();
  for await (const chunk of document) yield chunk as Uint8Array;
}

function placed(columns: readonly SheetColumn[]): PlacedColumn[] {
  const unit = (PAGE.width - 2 * PAGE.margin) / columns.reduce((sum, { width }) => sum + width, 0);
  let x = PAGE.margin;
  return columns.map((column) => {
    const at = x;
    x += column.width * unit;
    return { ...column, x: at + PADDING, textWidth: column.width * unit - 2 * PADDING };
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
  document.font(BOLD).fontSize(SIZE.title).fillColor(INK.text).text(title, margin, margin);
  document
    .font(REGULAR)
    .fontSize(SIZE.text + 1)
    .fillColor(INK.quiet)
    .text(`${instantText(now)} · page ${page}`, margin, margin + 6, {
      width: width - 2 * margin,
      align: 'right',
    });
  const top = margin + 28;
  document.font(BOLD).fontSize(SIZE.text);
  const headers = columns.map(({ header }) => header);
  const height = heightOf(document, columns, headers);
  document.rect(margin, top, width - 2 * margin, height).fill(INK.head);
  drawRow(document, columns, headers, top);
  document.font(REGULAR);
  return top + height;
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
    document.text(text, x, y + PADDING, { width: textWidth, height, ellipsis: '…', align });
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

function textOf(cell: Cell, kind: SheetColumn['kind']): string {
  if (cell === undefined) return '–';
  return kind === 'instant' && typeof cell === 'number'
    ? instantText(cell).slice(0, 16).replace('T', ' ')
    : String(cell);
}
