import type { DashboardApplication } from '../dashboard-application.ts';
import type { DpopProof } from '../token/dpop-proof.ts';

export interface ExchangeRequest {
  clientId: string;
  challengeCode: string;
  embedderOrigin: string;
  /** To be continued, if it has the same key, client and user. */
  sessionId: string | undefined;
  /** The application whose frame asks. */
  dashboard: DashboardApplication;
  /** Verified; whether it is a replay is decided here. */
  proof: DpopProof;
  userAgent: string | undefined;
  address: string | undefined;
}
