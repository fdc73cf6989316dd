import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { findOffice } from '../../../scripts/office.mjs';
import { temporaryFolder } from '../test/support/temporary-folder.ts';
import { type CellSeen, cellsOf } from './flat-document.ts';

const run = promisify(execFile);

export interface LibreOffice {
  /**
   * Opens a file and tells what became of its cells.
   *
   * @param separators of CSV, by which a person may have it opened
   */
  open(
    file: { name: string; bytes: Uint8Array },
    separators?: readonly string[],
  ): Promise<CellSeen[][]>;
  close(): Promise<void>;
}

/** LibreOffice without windows, with a profile of its own. @throws Error where there is none */
export async function libreOffice(): Promise<LibreOffice> {
  const program = findOffice();
  if (program === undefined) {
    throw new Error(
      'There is no LibreOffice. Install it (Debian: sudo apt-get install libreoffice-calc-nogui), or set CASEMENT_SOFFICE to its path.',
    );
  }
  const folder = await temporaryFolder();
  return {
    async open({ name, bytes }, separators = [',']) {
      const source = join(folder.path, name);
      await writeFile(source, bytes);
      const codes = separators.map((separator) => separator.charCodeAt(0)).join('/');
      const { stdout, stderr } = await run(program, [
        ...['--headless', `-env:UserInstallation=${pathToFileURL(join(folder.path, 'profile'))}`],
        // What its dialog would ask for: separators, quote, UTF-8 (76), from the first line on.
        ...(name.endsWith('.csv') ? [`--infilter=CSV:${codes},34,76,1`] : []),
        ...['--convert-to', 'fods', '--outdir', folder.path, source],
      ]);
      const converted = source.replace(/\.\w+$/, '.fods');
      const document = await readFile(converted, 'utf8').catch(() => {
        throw new Error(`LibreOffice did not open ${name}: ${stdout}${stderr}`);
      });
      return cellsOf(document);
    },
    close: folder.remove,
  };
}
