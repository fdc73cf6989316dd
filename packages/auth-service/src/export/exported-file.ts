import type { ExportTarget, ListExport } from '../domain/sheet/list-export.ts';
import { EXPORT_FORMATS, type ExportFormat } from './export-formats.ts';
import type { FileFormat } from './file-format.ts';
import { writeJsonList } from './json-export.ts';

/** Something to be saved rather than read; it comes while it is made. */
export interface ExportedFile {
  /** With its extension; ASCII. */
  name: string;
  mediaType: string;
  content: AsyncIterable<Uint8Array>;
}

const JSON_TYPE = 'application/json';

export const FILE_MEDIA: readonly string[] = [
  ...Object.values(EXPORT_FORMATS).map(({ mediaType }) => mediaType),
  JSON_TYPE,
];

interface ExportableList<T> {
  /** Names the list in JSON, and the file. */
  name: string;
  /** @throws DomainError while there is still a status, or an exit code, to say so */
  open(target: ExportTarget): Promise<ListExport<T>>;
  /** An item as JSON has it. */
  view(item: T): unknown;
}

/**
 * A list as a file, whichever list and whichever format.
 *
 * @param now milliseconds since the epoch, for the file's name and what is dated in it
 */
export async function exportList<T>(
  { name, open, view }: ExportableList<T>,
  format: FileFormat,
  now: number,
): Promise<ExportedFile> {
  const fileName = `${name.replaceAll('_', '-')}-${new Date(now).toISOString().slice(0, 10)}.${format}`;
  if (format === 'json') {
    const { items } = await open({ format, maxRows: undefined });
    const content = writeJsonList(name, items, view);
    return { name: fileName, mediaType: JSON_TYPE, content };
  }
  const { mediaType, maxRows, write }: ExportFormat = EXPORT_FORMATS[format];
  const { sheet } = await open({ format, maxRows });
  return { name: fileName, mediaType, content: write(sheet, now) };
}
