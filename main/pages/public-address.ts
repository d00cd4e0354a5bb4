import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';

/** IANA: the only part of IPv6 from which addresses of the public Internet are given out. */
const globalV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether a numeric address is one of the public Internet: neither private, loopback, link-local, carrier-grade NAT,
 * multicast or reserved, nor one of the forms that carry an IPv4 address within (mapped, NAT64, 6to4, Teredo, ISATAP).
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  if (parsed instanceof ipaddr.IPv4) return true;
  return parsed.match(globalV6) && !carriesV4(parsed);
}

/** ISATAP: the interface is `0:5efe` or `200:5efe`, followed by an IPv4 address. */
function carriesV4({ parts }: ipaddr.IPv6): boolean {
  return parts[5] === 0x5efe && (parts[4] === 0 || parts[4] === 0x0200);
}

/**
 * Whether an address is on a network that this machine itself is part of. With IPv6 the machines of a home, and this
 * one, have addresses of the public Internet.
 */
export function isOnOwnNetwork(address: string, interfaces = networkInterfaces()): boolean {
  if (!ipaddr.isValid(address)) return true;
  const parsed = ipaddr.parse(address);
  return Object.values(interfaces)
    .flatMap((all) => all ?? [])
    .some(({ cidr }) => cidr !== null && contains(cidr, parsed));
}

function contains(cidr: string, address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const [network, bits] = ipaddr.parseCIDR(cidr);
  // A point-to-point interface may claim the whole Internet.
  if (bits < 8 || network.kind() !== address.kind()) return false;
  return address.match([network, bits]);
}
