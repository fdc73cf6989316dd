import { CHANNEL } from './version.ts';

/**
 * The messages of penpal 7 between windows, as far as Casement needs them: SYN from both sides, ACK1 from
 * the side with the greater participant ID, ACK2 with a `MessagePort` from the other, then CALL, REPLY
 * and DESTROY through the port. Written anew rather than imported, because penpal's own window messenger
 * sends its SYN to `*`, can be switched to a deprecated protocol by any window before the origin is
 * checked, and does not say which origin it talks to. A test holds both sides against penpal itself.
 */
export type WireMessage = { namespace: typeof NAMESPACE; channel: string } & (
  | { type: 'SYN'; participantId: string }
  | { type: 'ACK1'; methodPaths: string[][] }
  | { type: 'ACK2' }
  | { type: 'CALL'; id: string; methodPath: string[]; args: unknown[] }
  | { type: 'REPLY'; callId: string; value: unknown; isError?: boolean }
  | { type: 'DESTROY' }
);

type Body<M> = M extends WireMessage ? Omit<M, 'namespace' | 'channel'> : never;

const NAMESPACE = 'penpal';

/** A message on Casement's channel. */
export function wireMessage(body: Body<WireMessage>): WireMessage {
  return { namespace: NAMESPACE, channel: CHANNEL, ...body } as WireMessage;
}

/** Whether data belongs to penpal's protocol, on whatever channel. */
export function isPenpalMessage(data: unknown): data is { channel: unknown } {
  return Object(data).namespace === NAMESPACE;
}

/** Whether data is a message on Casement's channel. Fields beyond `type` are to be checked by the reader. */
export function isWireMessage(data: unknown): data is WireMessage {
  return isPenpalMessage(data) && data.channel === CHANNEL;
}
