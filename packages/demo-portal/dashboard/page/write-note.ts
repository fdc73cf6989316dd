import type { Note } from '../wire.ts';

interface Refusal {
  error_description?: string;
  errors?: { path: string; message: string }[];
}

/** Posts a note, and turns a refusal into a sentence for the form. */
export async function writeNote(
  session: { fetch(input: string, init?: RequestInit): Promise<Response> },
  note: { text: string; at?: number },
): Promise<{ note?: Note; fault?: string }> {
  try {
    const response = await session.fetch('/api/notes', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(note),
    });
    if (response.ok) return { note: (await response.json()) as Note };
    const { errors, error_description } = (await response.json()) as Refusal;
    const faults = errors?.map(({ path, message }) => `${LABELS[path] ?? path} ${message}.`);
    return { fault: faults?.join(' ') ?? error_description ?? `Refused (${response.status}).` };
  } catch {
    return { fault: 'The note did not reach the server; it is still here, try again.' };
  }
}

const LABELS: Record<string, string> = { text: 'The note', at: 'The time' };
