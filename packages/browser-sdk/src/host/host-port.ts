import type { documentationOf } from '../documentation.ts';
import type { Listeners } from '../listeners.ts';
import type { DashboardStatus } from './dashboard-status.ts';
import type { HostEvents } from './host-events.ts';
import type { EmbedOptions } from './host-options.ts';
import type { OpenFrame } from './open-frame.ts';

/** What the parts that are loaded on demand may do with a dashboard. They share no code with the rest. */
export interface HostPort {
  readonly options: EmbedOptions;
  readonly status: DashboardStatus;
  readonly emit: Listeners<HostEvents>['emit'];
  readonly documentationOf: typeof documentationOf;
  /** The current frame; undefined where the options were refused. */
  frame(): OpenFrame | undefined;
  /** Opens another frame after `before`, with the current context, and tells it to these; undefined likewise. */
  open(
    status: DashboardStatus,
    listeners: Pick<Listeners<HostEvents>, 'emit'>,
    before: ChildNode | null,
  ): OpenFrame | undefined;
  /** Makes that frame the current one. */
  use(frame: OpenFrame): void;
}
