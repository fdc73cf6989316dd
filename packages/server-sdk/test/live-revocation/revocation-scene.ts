import { afterEach, beforeEach } from 'vitest';
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
import { AUDIENCE, signingKey } from '../support/token-issuer.ts';

/** Stands for the 15 s, in time with the tests. */
export const LOST_AFTER_MS = 250;

/** Anew for each test of the file that asks for {@link setUp}. */
export let issuer: EventIssuer;
export let verifier: SessionVerifier;
export let frame: TestFrame;
export let errors: unknown[];
/** What the verifier's clock is ahead by. */
let aheadMs: number;

/** A scripted issuer, and a verifier that may follow its stream, before each test. */
export function setUp(): void {
  beforeEach(async () => {
    errors = [];
    aheadMs = 0;
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

export function open(
  options: Partial<SessionVerifierOptions> = {},
  timing: Partial<RevocationTiming> = {},
): SessionVerifier {
  return createSessionVerifier(
    {
      issuer: issuer.url,
      audience: AUDIENCE,
      ...DASHBOARD,
      timeouts: { totalMs: 1_000 },
      retry: { maxAttempts: 1 },
      onError: (error) => errors.push(error),
      ...options,
    },
    () => Date.now() + aheadMs,
    { lostAfterMs: LOST_AFTER_MS, random: () => 0.2, ...timing },
  );
}

/** Heartbeats in time, until stopped. */
export function beating(): () => void {
  const timer = setInterval(() => issuer.heartbeat(), LOST_AFTER_MS / 5);
  return () => clearInterval(timer);
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
