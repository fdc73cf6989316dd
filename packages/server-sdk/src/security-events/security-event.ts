import {
  isSecurityEventData,
  SECURITY_EVENT_TYPES,
  type SecurityEventData,
  type SecurityEventType,
} from '../contract/index.ts';
import { CasementError } from '../errors.ts';
import { parseJson } from '../wire-refusal.ts';
import type { StreamFrame } from './event-stream-parser.ts';

/** What the issuer says must bite at once: tokens of the subject issued before `at` are refused. */
export interface SecurityEvent {
  /** One of the closed set, or one that a newer issuer has added. */
  type: SecurityEventType | (string & {});
  /** Increases strictly. */
  id: string;
  /** By the issuer's clock, ms since the epoch. */
  at: number;
  clientId?: string | undefined;
  userId?: string | undefined;
  sessionId?: string | undefined;
  /** A single token's `jti`. */
  tokenId?: string | undefined;
}

type SubjectField = 'client_id' | 'user_id' | 'session_id' | 'jti';

const SUBJECT_FIELDS: readonly SubjectField[] = ['client_id', 'user_id', 'session_id', 'jti'];

/** Whom an event is about; other fields beside it say more, but never widen it. */
const SUBJECT_OF: Record<SecurityEventType, SubjectField | undefined> = {
  'client.disabled': 'client_id',
  'client.deleted': 'client_id',
  'client.changed': 'client_id',
  'session.revoked': 'session_id',
  'user.changed': 'user_id',
  'token.revoked': 'jti',
  'keys.rotated': undefined,
};

const MAX_ID_LENGTH = 200;

/**
 * Reads a stream's event. Nothing half understood is let through: who cannot read an event has missed
 * a revocation.
 * @throws {CasementError} `unexpected_response`
 */
export function readSecurityEvent(frame: StreamFrame & { kind: 'event' }): SecurityEvent {
  const data = parseJson(frame.data);
  if (frame.type === '' || !isSecurityEventData(data) || data.id !== frame.id)
    throw unreadable('has no type, no time, or not the same ID in id and data');
  const { id, at } = data;
  if (id.length > MAX_ID_LENGTH || !/^[\x21-\x7e]+$/.test(id))
    throw unreadable('has an ID that cannot stand in Last-Event-ID');
  const subject = isKnown(frame.type) ? SUBJECT_OF[frame.type] : undefined;
  if (subject !== undefined && data[subject] === undefined)
    throw unreadable(`of type ${frame.type} has no ${subject}`);
  for (const field of SUBJECT_FIELDS) if (!isSubject(data[field])) throw unreadable('has a bad ID');
  return {
    type: frame.type,
    id,
    at,
    clientId: data.client_id,
    userId: data.user_id,
    sessionId: data.session_id,
    tokenId: data.jti,
  };
}

/**
 * Whom an event revokes, as keys. An event of a type unknown here counts for everything it names: a
 * token refused in excess costs one renewal, one let through costs more.
 */
export function revokedSubjects(event: SecurityEvent): string[] {
  const ids: Record<SubjectField, string | undefined> = {
    client_id: event.clientId,
    user_id: event.userId,
    session_id: event.sessionId,
    jti: event.tokenId,
  };
  const fields = isKnown(event.type) ? [SUBJECT_OF[event.type]] : SUBJECT_FIELDS;
  return fields.flatMap((field) => {
    const id = field === undefined ? undefined : ids[field];
    return field === undefined || id === undefined ? [] : [`${field}:${id}`];
  });
}

/** Every key by which a token may be revoked. */
export function tokenSubjects(claims: {
  client_id: string;
  sub: string;
  sid: string;
  jti: string;
}): string[] {
  return [
    `client_id:${claims.client_id}`,
    `user_id:${claims.sub}`,
    `session_id:${claims.sid}`,
    `jti:${claims.jti}`,
  ];
}

/**
 * Tokens issued up to this second were issued before the event. `iat` has whole seconds, and the
 * issuer dates what it issues after an event into the next one.
 */
export function lastRefusedSecond(event: { at: number }): number {
  return Math.floor(event.at / 1000);
}

function isKnown(type: string): type is SecurityEventType {
  return (SECURITY_EVENT_TYPES as readonly string[]).includes(type);
}

function isSubject(value: SecurityEventData[SubjectField] | null): boolean {
  return (
    value === undefined ||
    (typeof value === 'string' && value !== '' && value.length <= MAX_ID_LENGTH)
  );
}

function unreadable(why: string): CasementError {
  return new CasementError('unexpected_response', `A security event ${why}; it was not applied.`);
}
