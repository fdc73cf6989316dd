import { BoundedMap } from '../bounded-map.ts';
import { type Clock, elapsedMs, type Moment, momentOf } from '../clock.ts';
import { isOAuthTokenIntrospection, type OAuthTokenIntrospection } from '../contract/index.ts';
import {
  revokedSubjects,
  type SecurityEvent,
  tokenSubjects,
} from '../security-events/security-event.ts';
import type { ProofHeader } from './dpop-proof.ts';
import type { IntrospectionCall } from './introspection-call.ts';
import { cannotVerify } from './refused.ts';
import { INTROSPECTION_CACHE_MS } from './token-introspection.ts';

/** A token of the standard flows that the issuer has called active. */
export interface KnownOAuthToken {
  claims: OAuthTokenIntrospection;
  /** base64url SHA-256 of the token. */
  hash: string;
  /** Of the last good proof, where the token is bound to a key. */
  proofHeader: ProofHeader | undefined;
  /** How many events had been heard of when the issuer was asked. */
  askedAfter: number;
}

export interface OAuthIntrospectionOptions {
  call: IntrospectionCall;
  issuer: string;
  clock: Clock;
  /** How many answers are kept, and how many subjects of events. */
  capacity: number;
  /** Whether every event is heard of as it happens. */
  isStreaming: () => boolean;
}

/** What the issuer says of opaque tokens, kept for as long as nothing that concerns them has changed. */
export interface OAuthIntrospection {
  /**
   * @param hash base64url SHA-256 of the token
   * @returns undefined for a token that is not good
   * @throws {CasementError} `temporarily_unavailable` where the issuer does not say
   */
  find(token: string, hash: string): Promise<KnownOAuthToken | undefined>;
  /** Whether an event has concerned the token since it was asked about. */
  hasChanged(known: KnownOAuthToken): boolean;
  /** Has what the event concerns asked about anew. */
  forget(event: SecurityEvent): void;
}

/**
 * How long an answer is good for while the stream tells of every change; a bound on what no event
 * tells, such as a team that was added to an organization.
 */
export const STREAMING_CACHE_MS = 60_000;
/** Events that come faster than answers end in a refusal. */
const MAX_QUESTIONS = 3;

export function createOAuthIntrospection({
  call,
  issuer,
  clock,
  capacity,
  isStreaming,
}: OAuthIntrospectionOptions): OAuthIntrospection {
  interface Answer {
    known: KnownOAuthToken | undefined;
    at: Moment;
  }
  const answers = new BoundedMap<Answer>(capacity);
  const flights = new Map<string, Promise<Answer>>();
  /** Subject to the number of its newest event. */
  const events = new Map<string, number>();
  let heard = 0;
  /** Answers to questions from before are all old. */
  let forgotten = 0;

  function hasChanged({ claims, askedAfter }: KnownOAuthToken): boolean {
    if (askedAfter < forgotten) return true;
    const subjects = tokenSubjects({ ...claims, sid: '' });
    return subjects.some((subject) => (events.get(subject) ?? 0) > askedAfter);
  }

  function isGood({ known, at }: Answer): boolean {
    // Nothing is known about whom an inactive token concerns, so no event brings it back.
    const streams = known !== undefined && isStreaming();
    if (elapsedMs(clock, at) >= (streams ? STREAMING_CACHE_MS : INTROSPECTION_CACHE_MS))
      return false;
    return known === undefined || (!hasChanged(known) && known.claims.exp * 1000 > clock.now());
  }

  async function ask(token: string, hash: string): Promise<Answer> {
    // An answer is as old as its question.
    const [at, askedAfter] = [momentOf(clock), heard];
    const body = await call.ask(token);
    const good = isOAuthTokenIntrospection(body) && body.iss === issuer;
    const known = good ? { claims: body, hash, proofHeader: undefined, askedAfter } : undefined;
    const answer = { known, at };
    answers.set(hash, answer);
    return answer;
  }

  return {
    async find(token, hash) {
      const cached = answers.get(hash);
      if (cached !== undefined && isGood(cached)) return cached.known;
      for (let questions = 0; questions < MAX_QUESTIONS; questions += 1) {
        const running = flights.get(hash) ?? ask(token, hash).finally(() => flights.delete(hash));
        flights.set(hash, running);
        const { known } = await running;
        if (known === undefined || !hasChanged(known)) return known;
      }
      throw cannotVerify('What the token may do changes faster than it can be told; try again.');
    },
    hasChanged,
    forget(event) {
      heard += 1;
      for (const subject of revokedSubjects(event)) events.set(subject, heard);
      if (events.size <= capacity) return;
      events.clear();
      forgotten = heard;
    },
  };
}
