/** A table for people, to be written as a file: what it says is here, how it looks is the format's. */
export interface Sheet {
  /** Also names the file. */
  title: string;
  columns: readonly SheetColumn[];
  /** One cell per column. They come one at a time, so that no sheet is ever held as a whole. */
  rows: AsyncIterable<readonly Cell[]>;
}

export interface SheetColumn {
  header: string;
  kind: CellKind;
  /** In characters, of a usual cell. */
  width: number;
  /** Of instants: seconds are shown too. */
  seconds?: boolean;
}

/** As people read it: files know no time zone of theirs, so times are UTC and say so. */
export const headerOf = ({ header, kind }: SheetColumn): string =>
  kind === 'instant' ? `${header} (UTC)` : header;

export type CellKind = 'text' | 'number' | 'instant';

/** `instant`: milliseconds since the epoch; `undefined`: empty. */
export type Cell = string | number | undefined;
