/** Finds the LibreOffice that opens what the service saves for spreadsheets. */
import { existsSync } from 'node:fs';
import process from 'node:process';

const candidates = [
  '/usr/bin/soffice',
  '/usr/local/bin/soffice',
  '/usr/lib64/libreoffice/program/soffice',
  '/snap/bin/libreoffice',
  '/Applications/LibreOffice.app/Contents/MacOS/soffice',
  'C:\\Program Files\\LibreOffice\\program\\soffice.com',
];

/**
 * The path of an installed LibreOffice: `CASEMENT_SOFFICE`, then the usual places.
 * @returns {string | undefined} undefined where there is none
 */
export function findOffice() {
  return [process.env.CASEMENT_SOFFICE, ...candidates].find((place) => place && existsSync(place));
}
