export interface Sender {
  name: string | undefined;
  address: string;
}

/** Reads `Casement <casement@example.com>` or the bare address. Whether it is one is asked elsewhere. */
export function parseSender(text: string): Sender {
  const [, name = '', address] = /^\s*"?([^"<>]*?)"?\s*<([^<>]+)>\s*$/.exec(text) ?? [];
  return { name: name || undefined, address: (address ?? text).trim() };
}
