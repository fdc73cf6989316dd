import ipaddr, { type IPv4, type IPv6 } from 'ipaddr.js';

/** A network in CIDR form, read. */
export type Network = [IPv4 | IPv6, number];

/** Reads `10.0.0.0/8`, `::1/128`, or a single address. `undefined`: it is neither. */
export function parseNetwork(text: string): Network | undefined {
  const [, bare = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = parseAddress(bare);
  if (!address) return undefined;
  const most = address.kind() === 'ipv4' ? 32 : 128;
  return Number(bits ?? most) <= most ? [address, Number(bits ?? most)] : undefined;
}

/**
 * Whether the service may connect to an address that somebody else chose: a public one, or one within the
 * networks that the operator has opened. Everything that is not plainly public is refused: private,
 * loopback and link-local networks (with the clouds' metadata services), carrier-grade NAT, multicast,
 * documentation, and every reserved range.
 *
 * @param text IP address, without brackets
 */
export function isReachable(text: string, opened: readonly Network[]): boolean {
  const address = parseAddress(text);
  if (!address) return false;
  return isOpened(text, opened) || effective(address)?.range() === 'unicast';
}

/** Whether the operator has opened the network of this address. */
export function isOpened(text: string, opened: readonly Network[]): boolean {
  const address = parseAddress(text);
  if (!address) return false;
  return [address, effective(address)].some(
    (candidate) =>
      candidate !== undefined &&
      opened.some(
        ([network, bits]) => network.kind() === candidate.kind() && candidate.match(network, bits),
      ),
  );
}

const GLOBAL = ipaddr.IPv6.parse('2000::');

/** The four-part decimal form only: `0x7f.1` means one thing here and another thing there. */
function parseAddress(text: string): IPv4 | IPv6 | undefined {
  const bare = text.split('%', 1)[0] ?? '';
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return ipaddr.IPv4.parse(bare);
  return ipaddr.IPv6.isValid(bare) ? ipaddr.IPv6.parse(bare) : undefined;
}

/** The IPv4 address behind one that only wraps it, which is where the packets go. */
function effective(address: IPv4 | IPv6): IPv4 | IPv6 | undefined {
  if (address.kind() === 'ipv4') return address;
  const v6 = address as IPv6;
  switch (v6.range()) {
    case 'ipv4Mapped':
      return v6.toIPv4Address();
    case 'rfc6052':
      return ipaddr.fromByteArray(v6.toByteArray().slice(12, 16));
    case '6to4':
      return ipaddr.fromByteArray(v6.toByteArray().slice(2, 6));
    default:
      // Of the rest only this is given out to anybody (RFC 4291 §2.4).
      return v6.match(GLOBAL, 3) ? v6 : undefined;
  }
}
