/**
 * The stream between the dashboard API and the framed page: one JSON object a line (NDJSON).
 * `GET /api/stream?after=<sequence>` answers one `opened` line, then the notes and every sample after
 * that sequence, then samples as they are taken, until the token that opened it expires.
 */

/** Names of what is measured. A session may see some of them only. */
export const METRICS = ['cpu', 'memory', 'load', 'network', 'disk', 'service', 'tenant'] as const;
export type MetricName = (typeof METRICS)[number];

/** The dashboard's views. A portal may lock a session to some of them. */
export const VIEWS = ['cpu', 'memory', 'traffic', 'sessions'] as const;
export type ViewName = (typeof VIEWS)[number];

export const METRICS_OF_VIEW: Readonly<Record<ViewName, readonly MetricName[]>> = {
  cpu: ['cpu'],
  memory: ['memory', 'load'],
  traffic: ['network', 'disk'],
  sessions: ['service', 'tenant'],
};

export const isViewName = (value: unknown): value is ViewName =>
  (VIEWS as readonly unknown[]).includes(value);

/** One second of measurements. A metric is absent where the session may not see it, and null where it cannot be measured. */
export interface Measurements {
  /** Percent of the processor time since the last sample, 0–100: all cores, and each. */
  cpu?: { total: number; cores: number[] } | null;
  /** Bytes. */
  memory?: { used: number; total: number } | null;
  /** Runnable tasks, averaged over 1, 5 and 15 minutes. */
  load?: { one: number; five: number; fifteen: number } | null;
  /** Bytes per second over all interfaces; `loopback` is what the machine says to itself. */
  network?: { received: number; sent: number; loopback: number } | null;
  /** Bytes per second over all physical disks. */
  disk?: { read: number; written: number } | null;
  /** The auth service's own counters. */
  service?: { sessions: number; renewalsPerMinute: number; refusalsPerMinute: number } | null;
  /** What the session's own tenant does with this API. */
  tenant?: { streams: number; requestsPerMinute: number } | null;
}

export interface OpenedLine {
  kind: 'opened';
  /** Changes when the server restarts: sequences of different runs have nothing to do with each other. */
  run: string;
  /** What this session may see, in order of display. */
  metrics: MetricName[];
  /** The tenant that the portal pinned into the session; null where it pinned none. */
  tenant: string | null;
  /** How many seconds of history the server keeps. */
  historySeconds: number;
}

export interface SampleLine {
  kind: 'sample';
  /** Rises by exactly one with each sample of a run. */
  sequence: number;
  /** Milliseconds since the epoch, by the server's clock. */
  at: number;
  values: Measurements;
}

/** A note that somebody with `write:dashboards` put on the chart. */
export interface Note {
  id: string;
  /** Milliseconds since the epoch: the moment the note is about. */
  at: number;
  text: string;
  /** Name of the writer, pinned by the portal's backend; never taken from the browser. */
  author: string;
}

export interface NoteLine {
  kind: 'note';
  note: Note;
}

/** The last line of a stream that the server ends in good order. */
export interface EndedLine {
  kind: 'ended';
  reason: 'token_expired' | 'server_stopping';
}

export type StreamLine = OpenedLine | SampleLine | NoteLine | EndedLine;

/** Longest note, in characters. */
export const NOTE_MAX_LENGTH = 140;

/** The permission that every reader of the dashboard needs, and the one that writing notes needs. */
export const READ = 'read:dashboards';
export const WRITE = 'write:dashboards';

/** Whether a parsed line is one this version knows; the page skips others. */
export function isStreamLine(value: unknown): value is StreamLine {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  return ['opened', 'sample', 'note', 'ended'].includes(String(value.kind));
}
