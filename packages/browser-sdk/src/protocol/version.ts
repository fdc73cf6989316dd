/** Major version of the protocol between host and frame. */
export const PROTOCOL_VERSION = 1;

const CHANNEL_PREFIX = 'casement.v';

/** penpal's channel: fixed and versioned, so that two versions never half-understand each other. */
export const CHANNEL = `${CHANNEL_PREFIX}${PROTOCOL_VERSION}`;

/** The version that a channel's name stands for; undefined for a channel that is not Casement's. */
export function versionOfChannel(channel: unknown): number | undefined {
  if (typeof channel !== 'string' || !channel.startsWith(CHANNEL_PREFIX)) return undefined;
  const version = Number(channel.slice(CHANNEL_PREFIX.length));
  return Number.isInteger(version) ? version : undefined;
}
