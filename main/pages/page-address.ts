import { isIP } from 'node:net';
import { RefusedError } from '../../shared/errors.ts';
import { isPublicAddress } from './public-address.ts';

/** Where pages are served; anything else is somebody's database, printer or mail server. */
export const pagePorts: ReadonlySet<number> = new Set([80, 443, 8080, 8443]);

const maxAddressChars = 2000;

/** Names that lead to this machine or into the network around it, whatever an answer says. */
const insideName =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa|in-addr\.arpa|ip6\.arpa|onion)$/u;

/**
 * The address of a page on the public web, as far as its form tells. Spellings of numeric addresses (decimal, octal,
 * hexadecimal, full-width) are one and the same after parsing. Throws RefusedError.
 */
export function parsePageAddress(
  text: string,
  ports: Pick<ReadonlySet<number>, 'has'> = pagePorts,
): URL {
  const url = toUrl(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refused('Only pages at http:// and https:// addresses can be read.');
  }
  if (url.username !== '' || url.password !== '') {
    throw refused('The address holds a user name or a password.', 'Leave them out.');
  }
  const host = hostOf(url);
  if (isIP(host) !== 0) {
    if (!isPublicAddress(host)) throw notPublic();
  } else if (!host.includes('.') || insideName.test(host)) {
    throw notPublic();
  }
  if (!ports.has(portOf(url))) throw refused(`Pages are not read from port ${portOf(url)}.`);
  url.hash = '';
  return url;
}

/** The name or the numeric address, without brackets and without the dot of the root. */
export function hostOf({ hostname }: URL): string {
  return hostname.replaceAll(/^\[|\]$/gu, '').replace(/\.+$/u, '');
}

/** The port, also where it is not written. */
export function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

/** What is said of everything that is not on the public web; it does not tell what there is. */
export function notPublic(): RefusedError {
  return refused(
    'The address leads to this machine or to a private network, which is not read.',
    'Only the public web is read.',
  );
}

function toUrl(text: string): URL {
  const trimmed = text.trim();
  const written = /^[a-z][\w+.-]*:/iu.test(trimmed) ? trimmed : `https://${trimmed}`;
  const url = written.length > maxAddressChars ? null : URL.parse(written);
  if (url === null) throw refused('This is no address of a page.', 'Give it in full: https://…');
  return url;
}

function refused(message: string, remedy = ''): RefusedError {
  return new RefusedError('PAGE_REFUSED', message, remedy);
}
