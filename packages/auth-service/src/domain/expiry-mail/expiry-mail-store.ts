import type { ExpiryStage, StageWindow } from './expiry-stage.ts';

/** `claimed` until it is one of the others, which are final. */
export type ExpiryMailState = 'claimed' | 'sent' | 'failed' | 'unsent';

/** A client's secret that is about to end. */
export interface ExpiringSecret {
  id: string;
  clientId: string;
  name: string;
  prefix: string;
  expiresAt: number;
}

/** There is one mail at most for each of these. */
export interface ExpiryMailKey {
  secretId: string;
  stage: ExpiryStage;
  recipientId: string;
}

/** Who may send a mail, until when. */
export interface ExpiryMailClaim extends ExpiryMailKey {
  /** Unique to this attempt. */
  claim: string;
}

/** Which mails there were; each at most once, whoever else works on the same database. */
export interface ExpiryMailStore {
  /**
   * Live secrets of active clients that are at the stage and not settled, in the order of their ends; at
   * most `limit`, after the secret `after`. Not those that a rotation has replaced.
   */
  listDue(
    window: StageWindow,
    limit: number,
    after?: Pick<ExpiringSecret, 'id' | 'expiresAt'>,
  ): Promise<ExpiringSecret[]>;
  /**
   * Takes the mail, in one statement: nobody has it, or whoever had it let the lease pass. Answers the how
   * manieth attempt it is; `undefined` where it is somebody else's, or settled.
   */
  claim(claim: ExpiryMailClaim, now: number, leaseUntil: number): Promise<number | undefined>;
  /** Ends the claim with what became of it. False where the claim has passed to somebody else. */
  settle(
    claim: ExpiryMailClaim,
    state: Exclude<ExpiryMailState, 'claimed'>,
    at: number,
  ): Promise<boolean>;
  /** Lets anybody claim it again, from `at` on: it was certainly not sent. */
  release(claim: ExpiryMailClaim, at: number): Promise<void>;
  /** Once none of its mails is claimed: the stage, and those before it, are not listed again. */
  settleStage(secretId: string, stage: ExpiryStage): Promise<void>;
}
