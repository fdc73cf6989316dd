import type { ClientPreview } from '../../domain/client/create-client.ts';

/** What there is to think about before it is done; says first that it was not. */
export const previewNotes = ({ warnings, confirmations }: ClientPreview): string[] => [
  'Dry run: nothing was changed.',
  ...warnings.map(({ level, message }) => `${level}: ${message}`),
  ...confirmations.map(({ level, message }) => `${level}: ${message} It takes --confirm.`),
];
