import { afterEach, beforeEach, onTestFinished } from 'vitest';
import {
  type CasementError,
  createSessionVerifier,
  type SessionVerifier,
  type SessionVerifierOptions,
} from '../../src/index.ts';
import type { RevocationTiming } from '../../src/verifier/issuer-revocation.ts';
import { type TestFrame, testFrame } from '../support/embedded-request.ts';
import { DASHBOARD, type EventIssuer, startEventIssuer } from '../support/event-issuer.ts';
import { reached } from '../support/eventually.ts';
import { failureOf } from '../support/failure.ts';
import { frameKey } from '../support/frame-key.ts';
import { PATIENT } from '../support/patience.ts';
import { AUDIENCE, signingKey } from '../support/token-issuer.ts';

/** Stands for the 15 s where a stream is lost, in time with the tests; short enough to be waited for. */
export const LOST_AFTER_MS = 2_000;
/** Stands for them elsewhere: no pause of a busy machine is so long. */
const NEVER_LOST_MS = 600_000;

/** Anew for each test of the file that asks for {@link setUp}. */
export let issuer: EventIssuer;
export let verifier: SessionVerifier;
export let frame: TestFrame;
export let errors: unknown[];
/** What the verifier's clock is ahead by. */
let aheadMs: number;
let stoppedAt: number | undefined;
let timing: RevocationTiming;

/**
 * A scripted issuer, and a verifier that may follow its stream, before each test.
 * @param lostAfterMs of silence; never in time, unless told otherwise
 */
export function setUp({ lostAfterMs = NEVER_LOST_MS } = {}): void {
  beforeEach(async () => {
    errors = [];
    aheadMs = 0;
    stoppedAt = undefined;
    timing = { lostAfterMs, random: () => 0.2 };
    const [key, holder] = await Promise.all([signingKey('k1'), frameKey()]);
    issuer = await startEventIssuer(key);
    frame = testFrame(issuer.url, key, holder);
    verifier = open();
  });

  afterEach(async () => {
    await verifier.close();
    await issuer.close();
  });
}

/** Moves the verifier's clock. */
export function advance(ms: number): void {
  aheadMs += ms;
}

/** Stops the verifier's clock: what is a question of seconds is asked within one. */
export function stopClock(): number {
  stoppedAt = Date.now();
  return stoppedAt;
}

export function open(options: Partial<SessionVerifierOptions> = {}): SessionVerifier {
  return createSessionVerifier(
    {
      issuer: issuer.url,
      audience: AUDIENCE,
      ...DASHBOARD,
      timeouts: PATIENT,
      retry: { maxAttempts: 1 },
      onError: (error) => errors.push(error),
      ...options,
    },
    () => (stoppedAt ?? Date.now()) + aheadMs,
    timing,
  );
}

/** Heartbeats in time, until stopped or the test has ended. */
export function beating(): () => void {
  const timer = setInterval(() => issuer.heartbeat(), 50);
  const stop = (): void => clearInterval(timer);
  onTestFinished(stop);
  return stop;
}

export async function streaming(): Promise<() => void> {
  const stop = beating();
  verifier.start();
  await reached(verifier, 'streaming');
  return stop;
}

export const use = (token: string) => frame.use(verifier, token);
export const refusal = (token: string): Promise<CasementError> => failureOf(use(token));
export const REVOKED = { code: 'invalid_token', status: 401 };
export const UNKNOWN = { code: 'temporarily_unavailable', status: 503, retryAfterSeconds: 2 };
