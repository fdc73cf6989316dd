/** Days before a secret's end at which its people are written to (CM12), the most urgent first. */
export const EXPIRY_STAGES = [0, 1, 7, 14, 30] as const;
export type ExpiryStage = (typeof EXPIRY_STAGES)[number];

export const DAY = 24 * 60 * 60_000;

/** Days for which a mail about the end itself still helps, where nobody could send it at once. */
const LAST_CALL = 7;

/** Which secrets are at a stage now. Milliseconds since the epoch. */
export interface StageWindow {
  stage: ExpiryStage;
  /** The secret ends after this moment: otherwise the next stage has come … */
  expiresAfter: number;
  /** … and at this moment or before. */
  expiresUntil: number;
  /** And it was made more than this long before its end: otherwise the stage was never ahead. */
  madeBeforeEnd: number;
}

/**
 * A stage lasts until the next one comes: a mail that could not go out in time still does, with the days
 * that are left by then, and two never go out at once.
 */
export function stageWindow(stage: ExpiryStage, now: number): StageWindow {
  const next = EXPIRY_STAGES[EXPIRY_STAGES.indexOf(stage) - 1] ?? -LAST_CALL;
  return {
    stage,
    expiresAfter: now + next * DAY,
    expiresUntil: now + stage * DAY,
    madeBeforeEnd: stage * DAY,
  };
}

/** When the stage of a secret is over, sent or not. */
export const stageEnd = (stage: ExpiryStage, expiresAt: number): number =>
  expiresAt - stageWindow(stage, 0).expiresAfter;

/** Whole days until then, as people count them: the last hours are one day. 0 once it has ended. */
export const daysLeft = (expiresAt: number, now: number): number =>
  Math.max(0, Math.ceil((expiresAt - now) / DAY));
