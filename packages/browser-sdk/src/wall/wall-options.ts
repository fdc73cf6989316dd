import type { SessionState } from '../protocol/session-status.ts';

/** Wall mode: for displays that hang for months and that nobody attends. */
export interface WallOptions {
  /** Keeps the screen awake while the page is visible. Default true. */
  wakeLock?: boolean;
  /** Beats in a row that a frame may miss before it is dead and mounted again. Default 3. */
  missedBeats?: number;
  /**
   * Milliseconds after which a new frame takes the place of a live one, or of one whose session was ended,
   * for instance a day: whatever the dashboard has leaked is gone. The new one stays hidden until it is
   * live. Default null: never.
   */
  softRemountEvery?: number | null;
  /** How the wall is doing. */
  onTelemetry?: (telemetry: WallTelemetry) => void;
  /** Milliseconds between two of them. Default 60,000. */
  telemetryEvery?: number;
}

/** Figures of one dashboard on a wall; nothing in it is about its data or its user. */
export interface WallTelemetry {
  state: SessionState;
  /** Whether the page can be seen, as far as the browser knows. */
  visible: boolean;
  /** Milliseconds since wall mode began. */
  uptime: number;
  /** Tokens replaced, over all frames. */
  renewals: number;
  /** Dead frames that were mounted again. */
  remounts: number;
  /** Live frames that were replaced by plan. */
  softRemounts: number;
  /** Beats that were not answered. */
  missedBeats: number;
  wakeLock: 'held' | 'released' | 'refused' | 'off';
  /**
   * Bytes of memory, and of what: the whole page with its frames of the same agent cluster (`page`, on
   * cross-origin isolated pages), or the host page's own script heap (`heap`). Null where the browser does
   * not tell.
   */
  memory: { bytes: number; of: 'page' | 'heap' } | null;
  /** Elements of the host page. */
  hostElements: number;
}
