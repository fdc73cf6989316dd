import type { Failure } from '../errors.ts';
import type { LockedParameters, SessionTeam, SessionUser } from '../frame/embedded-session.ts';

/** What portal and auth service say at the next renewal; to be changed at any time. */
export interface TestGrant {
  user: SessionUser;
  team: SessionTeam;
  permissions: readonly string[];
  parameters: LockedParameters;
  /** Seconds that a token lives. */
  expiresIn: number;
  /** Seconds after which it is renewed. */
  renewIn: number;
}

/** Why renewals fail: as this failure says, or for want of any answer. */
export type TestFault = (Pick<Failure, 'code'> & Partial<Failure>) | 'silence';

export interface TestInjection {
  /** How many renewals it has met. */
  readonly hits: number;
  remove(): void;
}

/** What comes of renewals. */
export interface TestPlan {
  /** Of the renewals that succeed. */
  readonly grant: TestGrant;
  /** Fails renewals: all of them, or so many. */
  inject(fault: TestFault, options?: { times?: number }): TestInjection;
  /** Ends every fault. */
  heal(): void;
}

/** Answers the requests of a simulated session, in place of the dashboard API. */
export type TestHandler = (request: Request) => Response | Promise<Response>;
