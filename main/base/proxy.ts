import { hostname, networkInterfaces } from 'node:os';
import type { Agent } from 'node:https';
import { BlockList, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { domainToASCII } from 'node:url';
import { mayHoldProxy } from './proxy-variables.ts';

/** A proxy, and what it is to be told. */
export type ProxyServer = {
  /** False for what is set and is no proxy: what would go by it fails, rather than go past what somebody wants. */
  readonly isUsable: boolean;
  /** Name or numeric address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** Whether the way to the proxy itself is encrypted. */
  readonly isSecure: boolean;
  /** `host:port`, for people. */
  readonly name: string;
  /** The setting or variable that names it. */
  readonly source: string;
  /** Empty for none. */
  readonly username: string;
  /** Null where none is set. Throws AppError when the keychain does not answer. */
  readonly password: () => Promise<string | null>;
};

/** By which proxy an address is reached. */
export interface ProxyRules {
  /** Null: straight. */
  for(url: URL): ProxyServer | null;
}

/** How the outside is reached, for those who open connections of their own. */
export interface Proxies extends ProxyRules {
  /** The agent by which an address of `https:` or `wss:` is reached; null: straight. */
  agentFor(url: URL): Agent | null;
  /** A connector of undici that goes by the proxy where the address wants one. */
  through<O extends Wish>(connector: Connector<O>): Connector<O>;
}

/** What a connector of undici is asked for, as far as it matters here. */
export type Wish = {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: string;
  readonly httpSocket?: Socket;
};
export type Told = (...outcome: [null, Socket] | [Error, null]) => void;
export type Connector<O> = (options: O, callback: Told) => void;

type Environment = Readonly<Record<string, string | undefined>>;

export type ProxyParts = {
  /** The setting `network.proxy`: an address, `off`, or null, where the environment decides. Any other cannot be used. */
  readonly setting: string | null;
  readonly env: Environment;
  /** The password that is kept for the proxy of the setting. */
  readonly password: () => Promise<string | null>;
  readonly machine?: Machine;
  /** With its end no way is opened any more, and what is being opened is given up. */
  readonly signal?: AbortSignal;
};

/** What this machine is called. */
export type Machine = {
  readonly names: readonly string[];
  readonly addresses: () => readonly string[];
};

const settingName = 'network.proxy';

/**
 * The one answer to how the outside is reached: by the proxy of the setting, else by those of the system's environment
 * (`HTTPS_PROXY`, `HTTP_PROXY`, else `ALL_PROXY`; as with curl, the small letters come first). What `NO_PROXY` names, and this machine by
 * any of its names, is reached straight. Null where nothing names a proxy.
 */
export function createRules(parts: ProxyParts): ProxyRules | null {
  const { setting, env, password, machine = thisMachine() } = parts;
  if (setting === 'off') return null;
  const set = setting === null ? null : readProxy(setting, settingName, password);
  const usual = set ?? fromEnvironment(env, 'ALL_PROXY');
  const secure = set ?? fromEnvironment(env, 'HTTPS_PROXY') ?? usual;
  const plain = set ?? fromEnvironment(env, 'HTTP_PROXY') ?? usual;
  if (secure === null && plain === null) return null;
  const isExcepted = readExceptions(nameIn(env, 'NO_PROXY').text);
  return {
    for: (url) => {
      const isPlain = url.protocol === 'http:' || url.protocol === 'ws:';
      const host = hostOf(url);
      if (isHere(host, machine) || isExcepted(host, portOf(url))) return null;
      return isPlain ? plain : secure;
    },
  };
}

/** The passwords that the environment gives for proxies, also for those that are not followed: a log must not tell them. */
export function proxyPasswords(env: Environment): readonly string[] {
  return Object.keys(env).flatMap((name) => {
    const written = mayHoldProxy(name) ? passwordIn((env[name] ?? '').trim()) : '';
    // As it is written, and as it is meant.
    return written === '' ? [] : [...new Set([written, decoded(written)])];
  });
}

/** The port, also where it is not written. */
export function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' || protocol === 'wss:' ? 443 : 80;
}

function fromEnvironment(env: Environment, variable: string): ProxyServer | null {
  const { name, text } = nameIn(env, variable);
  if (text === '') return null;
  const password = decoded(passwordIn(text));
  return readProxy(text, name, () => Promise.resolve(password === '' ? null : password));
}

/** As it is written; also in what is no address because of it, such as a password with a slash. */
function passwordIn(text: string): string {
  return /^(?:[a-z][a-z\d+.-]*:\/\/)?[^:@/]*:(.+)@/iu.exec(text)?.[1] ?? '';
}

/** A variable in either of its two spellings; the small one comes first, where it says anything. */
function nameIn(
  env: Environment,
  variable: string,
): { readonly name: string; readonly text: string } {
  const small = variable.toLowerCase();
  const name = (env[small] ?? '').trim() === '' ? variable : small;
  return { name, text: (env[name] ?? '').trim() };
}

function readProxy(text: string, source: string, password: ProxyServer['password']): ProxyServer {
  const url = toUrl(text);
  // What follows the port is mostly a password with a character that ends an address, and no name of a host.
  const isWhole = url !== null && `${url.pathname}${url.search}${url.hash}` === '/';
  if (!isWhole || url.hostname === '' || !/^https?:$/u.test(url.protocol)) {
    const nothing = { host: '', port: 0, isSecure: false, name: source, username: '' };
    return { ...nothing, isUsable: false, source, password };
  }
  const host = hostOf(url);
  const port = portOf(url);
  const name = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const username = decoded(url.username);
  const isSecure = url.protocol === 'https:';
  return { isUsable: true, host, port, isSecure, name, source, username, password };
}

/** As curl has it, a proxy without a scheme is one of HTTP. */
function toUrl(text: string): URL | null {
  return text === ''
    ? null
    : URL.parse(/^[a-z][a-z\d+.-]*:\/\//iu.test(text) ? text : `http://${text}`);
}

/** Piece by piece: a percent sign of its own stays one, and spoils nothing beside it. */
function decoded(text: string): string {
  return text.replaceAll(/(?:%[\da-f]{2})+/giu, (piece) => {
    try {
      return decodeURIComponent(piece);
    } catch {
      return piece;
    }
  });
}

function hostOf({ hostname: host }: URL): string {
  return host
    .toLowerCase()
    .replaceAll(/^\[|\]$/gu, '')
    .replace(/\.+$/u, '');
}

type Exceptions = (host: string, port: number) => boolean;

/**
 * `NO_PROXY`: names with all below them, numeric addresses, networks (`10.0.0.0/8`), each with or without a port, and
 * `*` for everything; separated by commas or spaces.
 */
function readExceptions(text: string): Exceptions {
  const rules = text
    .toLowerCase()
    .split(/[\s,]+/u)
    .filter((word) => word !== '')
    .map(readException);
  return (host, port) => rules.some((rule) => rule(host, port));
}

function readException(word: string): Exceptions {
  if (word === '*') return () => true;
  const network = /^\[?([\d.]+|[\da-f:.]*:[\da-f:.]*)\]?\/(\d{1,3})$/u.exec(word);
  if (network) return inNetwork(network[1] ?? '', Number(network[2]));
  const [, bracketed, name = '', portText] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/u.exec(word) ?? [];
  // Without brackets, what has several colons is a numeric address.
  const host = bracketed ?? (name === '' ? word : name.replace(/^\*?\./u, '').replace(/\.+$/u, ''));
  const wanted = portText === undefined ? null : Number(portText);
  const isOf = isIP(host) === 0 ? ofName(host) : ofAddress(host);
  return (asked, port) => (wanted === null || wanted === port) && isOf(asked);
}

function ofName(written: string): (host: string) => boolean {
  // As it stands in an address, also of a name with letters beyond ASCII.
  const name = domainToASCII(written);
  return (host) => name !== '' && (host === name || host.endsWith(`.${name}`));
}

function ofAddress(address: string): (host: string) => boolean {
  const list = new BlockList();
  list.addAddress(address, familyOf(address));
  return (host) => isIP(host) !== 0 && list.check(host, familyOf(host));
}

function inNetwork(address: string, bits: number): Exceptions {
  const family = isIP(address);
  if (family === 0 || bits > (family === 4 ? 32 : 128)) return () => false;
  const list = new BlockList();
  list.addSubnet(address, bits, familyOf(address));
  return (host) => isIP(host) !== 0 && list.check(host, familyOf(host));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('0.0.0.0', 'ipv4');
loopback.addAddress('::1', 'ipv6');
loopback.addAddress('::', 'ipv6');

/** A proxy would look for this machine on its own side. */
function isHere(host: string, { names, addresses }: Machine): boolean {
  if (isIP(host) !== 0) return loopback.check(host, familyOf(host)) || addresses().includes(host);
  return host === 'localhost' || host.endsWith('.localhost') || names.includes(host);
}

function thisMachine(): Machine {
  const own = hostname().toLowerCase();
  const [short = ''] = own.split('.');
  return {
    names: own === '' ? [] : [own, short, `${short}.local`],
    addresses: () =>
      Object.values(networkInterfaces()).flatMap((all) =>
        (all ?? []).map(({ address }) => address),
      ),
  };
}
