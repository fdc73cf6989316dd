import type { ServerResponse } from 'node:http';
import { visibleSample } from '../sampling/history.ts';
import type { Sampler } from '../sampling/sampler.ts';
import { HISTORY_SECONDS } from '../sampling/sampler.ts';
import type { StreamLine } from '../wire.ts';
import type { NoteStore } from './note-store.ts';
import type { SessionScope } from './session-scope.ts';
import type { TenantUsage } from './tenant-usage.ts';

/** A reader this far behind (bytes) is gone, or will not catch up: it resumes with `after` if it lives. */
const MAX_BACKLOG = 4 * 1024 * 1024;

export interface StreamSources {
  run: string;
  sampler: Sampler;
  notes: NoteStore;
  usage: TenantUsage;
}

export interface StreamRequest {
  scope: SessionScope;
  /** Sequence of the last sample that the reader has; 0 for none. */
  after: number;
  /** When the token that opened the stream expires: it must not outlive what authorizes it. */
  expiresAt: Date;
}

/**
 * Writes the history after a sequence and then every new sample, as NDJSON.
 * History and subscription are taken in one turn of the event loop, so no sample falls between them.
 * @returns ends the stream in good order
 */
export function openSampleStream(
  response: ServerResponse,
  { run, sampler, notes, usage }: StreamSources,
  { scope, after, expiresAt }: StreamRequest,
): (reason: 'token_expired' | 'server_stopping') => void {
  response.writeHead(200, {
    'Content-Type': 'application/x-ndjson; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  const write = (lines: readonly StreamLine[]) => {
    if (response.writableLength > MAX_BACKLOG) response.destroy();
    else response.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  };

  const { metrics, tenant } = scope;
  write([
    { kind: 'opened', run, metrics: [...metrics], tenant, historySeconds: HISTORY_SECONDS },
    ...(tenant === null ? [] : notes.of(tenant)).map((note) => ({ kind: 'note', note }) as const),
    ...sampler.history.after(after).map((sample) => visibleSample(sample, metrics, tenant)),
  ]);
  const closers = [
    usage.streamOpened(tenant),
    sampler.subscribe((sample) => write([visibleSample(sample, metrics, tenant)])),
    notes.subscribe((owner, note) => {
      if (owner === tenant) write([{ kind: 'note', note }]);
    }),
  ];
  const end = (reason: 'token_expired' | 'server_stopping') => {
    if (response.writableEnded) return;
    write([{ kind: 'ended', reason }]);
    response.end();
  };
  const expiry = setTimeout(end, expiresAt.getTime() - Date.now(), 'token_expired');
  response.once('close', () => {
    clearTimeout(expiry);
    for (const close of closers) close();
  });
  return end;
}
