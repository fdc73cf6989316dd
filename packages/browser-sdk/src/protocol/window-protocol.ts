import type { Result } from '../result.ts';
import type { DashboardContext } from './dashboard-context.ts';
import type { WireStatus } from './session-status.ts';

/** Bounds for a frame whose height follows its content, in CSS pixels. */
export interface HeightLimits {
  min: number;
  max: number;
}

export interface Hello {
  version: number;
  /** Random per document: a new one behind the same window means that the frame was reloaded. */
  bootId: string;
}

/** What a frame learns before it paints. */
export interface Welcome {
  version: number;
  context: DashboardContext;
  /** Null where the host gives the frame a fixed height. */
  autoHeight: HeightLimits | null;
}

export type ChallengeCodeReason = 'initial' | 'renewal' | 'recovery';

export interface ChallengeCodeQuery {
  reason: ChallengeCodeReason;
  /** RFC 7638 SHA-256 thumbprint of the frame's key. */
  keyThumbprint: string;
  /** 1 for the first try, counted up until one succeeds. */
  attempt: number;
}

export interface ChallengeCode {
  challengeCode: string;
  /** Milliseconds from receipt. */
  expiresIn: number;
}

/** One check of `diagnose()`. */
export interface DiagnosticCheck {
  /** Stable name, for example `secure_context`. */
  id: string;
  verdict: 'pass' | 'warn' | 'fail' | 'unknown';
  /** What was found. */
  message: string;
  /** What to do, where something is to be done. */
  nextStep?: string;
}

/** Methods of the host that its frame calls. Those with an answer answer a result, the others nothing. */
export interface HostMethods {
  hello(hello: Hello): Result<Welcome>;
  requestChallengeCode(query: ChallengeCodeQuery): Promise<Result<ChallengeCode>>;
  reportStatus(status: WireStatus): void;
  reportHeight(height: number): void;
  receiveEvent(type: string, payload: unknown): void;
  /** The frame's document goes away (reload, navigation, crash excepted). */
  goodbye(): void;
}

/** Methods of the frame that its host calls. */
export interface FrameMethods {
  setContext(context: DashboardContext): void;
  receiveEvent(type: string, payload: unknown): void;
  ping(): Result<WireStatus>;
  /** Do not wait for the next try. */
  retry(): void;
  diagnose(): Promise<Result<DiagnosticCheck[]>>;
  close(): void;
}
