import { parseCsv, readXlsx } from 'hucre';
import type { ApiCaller } from './admin-requests.ts';
import type { TestService } from './test-service.ts';

/** Saves a list as somebody. */
export const download = (
  { url }: TestService,
  { token }: ApiCaller,
  path: string,
): Promise<Response> => fetch(url + path, { headers: { Authorization: `Bearer ${token}` } });

/** The cells of a file's rows, as a program that opens it sees them. */
export async function cellsOf(response: Response, format: 'csv' | 'xlsx'): Promise<unknown[][]> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (format === 'csv') return parseCsv(new TextDecoder().decode(bytes));
  const [sheet] = (await readXlsx(bytes)).sheets;
  return sheet?.rows ?? [];
}
