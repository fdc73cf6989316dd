import type { ClientPreview } from '../../../domain/client/create-client.ts';
import type { Warning } from '../../../domain/warning.ts';

/** What deserves a second thought. */
export const warningNotes = (warnings: readonly Warning<string>[]): string[] =>
  warnings.map(({ level, message }) => `${level}: ${message}`);

/** What there is to think about before it is done; says first that it was not. */
export const previewNotes = ({ warnings, confirmations }: ClientPreview): string[] => [
  'Dry run: nothing was changed.',
  ...warningNotes(warnings),
  ...warningNotes(confirmations).map((note) => `${note} It takes --confirm.`),
];
