/**
 * `pnpm bench`: the administrator's list of 100,000 clients over HTTP, one request after another, and how
 * much memory the service takes while it saves all of them as a file.
 */
import { median } from './report.ts';
import { startServer } from './server-process.ts';

/** Milliseconds. */
const P95_BOUND = 50;
/** Megabytes that the service may grow by while 100,000 clients are saved, beyond saving a tenth of them. */
const GROWTH_BOUND = 50;
const REQUESTS = 200;

const LISTS = {
  'first page': '',
  'next page': 'cursor',
  'search by name': 'search=customer%20123',
  'search by ID': 'search=client-4242',
  'search without a match': 'search=nothing-like-it',
  'filter by status': 'status=inactive',
  'filter by team': 'team_limit=limited&sort=created_at&order=desc',
} as const;

interface ManyClients {
  url: string;
  token: string;
  clients: number;
}

/** @returns a table; what is beyond its bound says so */
export async function benchClientList(): Promise<string> {
  const { url, token, clients } = await startServer<ManyClients>('many-clients');
  const headers = { authorization: `Bearer ${token}` };
  const ask = (path: string) => fetch(`${url}${path}`, { headers });
  const { next_cursor: cursor } = (await (await ask('/api/v1/clients')).json()) as {
    next_cursor: string;
  };
  const lines = [
    `${`list of ${clients} clients`.padEnd(46)}${'p50 ms'.padStart(11)}${'p95 ms'.padStart(9)}`,
  ];
  for (const [name, query] of Object.entries(LISTS)) {
    const path = `/api/v1/clients?${query === 'cursor' ? `cursor=${cursor}` : query}`;
    const latencies: number[] = [];
    for (let at = 0; at < REQUESTS; at++) {
      const startedAt = performance.now();
      const response = await ask(path);
      await response.arrayBuffer();
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
      latencies.push(performance.now() - startedAt);
    }
    const p95 = latencies.toSorted((a, b) => a - b)[Math.ceil(REQUESTS * 0.95) - 1] ?? Number.NaN;
    const verdict = p95 <= P95_BOUND ? '' : `   above ${P95_BOUND}`;
    lines.push(
      `${name.padEnd(46)}${median(latencies).toFixed(1).padStart(11)}${p95.toFixed(1).padStart(9)}${verdict}`,
    );
  }
  lines.push('', `${'saving them'.padEnd(46)}${'seconds'.padStart(11)}${'+MB'.padStart(9)}`);
  for (const format of ['csv', 'xlsx', 'json']) {
    const peakOf = async (filter: string) => {
      const startedAt = performance.now();
      const response = await ask(`/api/v1/clients/export?format=${format}${filter}`);
      let peak = 0;
      let asked = 0;
      for await (const _ of response.body ?? []) {
        if (performance.now() - asked < 100) continue;
        asked = performance.now();
        peak = Math.max(peak, await residentMegabytes(url));
      }
      return { peak, seconds: (performance.now() - startedAt) / 1000 };
    };
    const few = await peakOf('&search=application%201');
    const all = await peakOf('');
    const growth = all.peak - few.peak;
    const verdict = growth <= GROWTH_BOUND ? '' : `   above ${GROWTH_BOUND}`;
    lines.push(
      `${format.padEnd(46)}${all.seconds.toFixed(1).padStart(11)}${growth.toFixed(0).padStart(9)}${verdict}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

async function residentMegabytes(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]) / 1e6;
}
