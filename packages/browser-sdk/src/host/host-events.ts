import type { Failure } from '../errors.ts';
import type { ChallengeCodeRequest } from './challenge-code-request.ts';
import type { DashboardEvents } from './embedded-dashboard.ts';

/** The public events and, for whoever observes the dashboard, a few that nobody else can listen to. */
export interface HostEvents extends DashboardEvents {
  /** The handshake is done. */
  connected: undefined;
  /** The frame has said that it goes. */
  goodbye: undefined;
  /** So many beats in a row have not been answered. */
  missed: number;
  /** The portal backend is asked for a code. */
  asked: ChallengeCodeRequest;
  /** It has answered: the failure, or undefined for a code. The code itself is never told. */
  answered: Failure | undefined;
}
