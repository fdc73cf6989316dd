/** A cell as LibreOffice has it: what it took the content for. */
export interface CellSeen {
  /** `office:value-type` (ODF 1.3 §19.389); an empty cell has none. */
  type: string | undefined;
  /** As it is shown. */
  text: string;
  /** Of a number or a date, exactly. */
  value?: string;
  formula?: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

/** The cells of the first sheet of a flat OpenDocument file, row by row, without the empty ones at the end. */
export function cellsOf(document: string): CellSeen[][] {
  const [, table = ''] = /<table:table [^>]*>(.*?)<\/table:table>/s.exec(document) ?? [];
  const rows = [...table.matchAll(/<table:table-row([^>]*)>(.*?)<\/table:table-row>/gs)].map(
    ([, , row = '']) => {
      const cells = row.matchAll(/<table:table-cell([^>]*?)(?:\/>|>(.*?)<\/table:table-cell>)/gs);
      const seen = [...cells].flatMap(([, attributes = '', content = '']) => {
        const repeated = Number(attribute(attributes, 'table:number-columns-repeated') ?? 1);
        const cell = cellSeen(attributes, content);
        return cell.type === undefined && repeated > 100 ? [] : Array(repeated).fill(cell);
      });
      return seen as CellSeen[];
    },
  );
  return rows.filter((cells) => cells.some(({ type }) => type !== undefined));
}

function cellSeen(attributes: string, content: string): CellSeen {
  const value = attribute(attributes, 'office:date-value') ?? attribute(attributes, 'office:value');
  const formula = attribute(attributes, 'table:formula');
  return {
    type: attribute(attributes, 'office:value-type'),
    text: textOf(content),
    ...(value === undefined ? {} : { value }),
    ...(formula === undefined ? {} : { formula }),
  };
}

const attribute = (attributes: string, name: string): string | undefined => {
  const [, value] = new RegExp(`\\b${name}="([^"]*)"`).exec(attributes) ?? [];
  return value === undefined ? undefined : plain(value);
};

function textOf(content: string): string {
  const paragraphs = content.matchAll(/<text:p(?:\/>|[^>]*>(.*?)<\/text:p>)/gs);
  return [...paragraphs]
    .map(([, paragraph = '']) =>
      plain(
        paragraph
          .replace(/<text:tab\/>/g, '\t')
          .replace(/<text:s(?: text:c="(\d+)")?\/>/g, (_, count = '1') => ' '.repeat(Number(count)))
          .replace(/<[^>]+>/g, ''),
      ),
    )
    .join('\n');
}

const plain = (xml: string): string =>
  xml
    .replace(/&#x([0-9a-f]+);/gi, (_, code: string) =>
      String.fromCodePoint(Number.parseInt(code, 16)),
    )
    .replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
