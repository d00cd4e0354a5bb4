import { lookup } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { ProtocolError, RefusedError, RemoteError, NetworkError } from '../../shared/errors.ts';
import type { Page, Pages } from '../agent/tools/page-ports.ts';
import { withinLimit } from '../base/abort.ts';
import { cleanText } from '../base/clean-text.ts';
import type { Clock } from '../base/clock.ts';
import type { ProxyRules } from '../base/proxy.ts';
import { readBody } from './body.ts';
import type { Body, BodyLimits } from './body.ts';
import { decodeBody } from './charset.ts';
import { askForPage } from './exchange.ts';
import type { ResolveName } from './exchange.ts';
import { readMediaType, sniffKind } from './media-type.ts';
import { pagePorts, parsePageAddress } from './page-address.ts';
import { parsePage } from './page-parser.ts';
import { isOnOwnNetwork, isPublicAddress } from './public-address.ts';

/** What may be connected to, and how names become addresses. */
export type PageDoor = {
  readonly resolve: ResolveName;
  readonly mayConnect: (address: string) => boolean;
  readonly ports: Pick<ReadonlySet<number>, 'has'>;
};

export type PageReaderParts = {
  readonly door: PageDoor;
  /** Path of the bundled page-worker. */
  readonly script: string | URL;
  readonly userAgent: string;
  readonly clock: Clock;
  /** Null: pages are asked for straight. */
  readonly proxies: ProxyRules | null;
  readonly limits?: Partial<PageLimits>;
};

/** Times in milliseconds. */
export type PageLimits = BodyLimits & {
  readonly connectMs: number;
  readonly firstByteMs: number;
  /** For everything, redirects and parsing included. */
  readonly wholeMs: number;
  readonly parseMs: number;
};

const usualLimits: PageLimits = {
  ...{ wireBytes: 3_000_000, plainBytes: 5_000_000 },
  ...{ connectMs: 8000, firstByteMs: 10_000, wholeMs: 24_000, parseMs: 8000 },
};

const maxRedirects = 5;
const maxTextChars = 400_000;
/** What is taken apart; beyond it a page costs seconds of the processor. */
const maxHtmlChars = 1_500_000;

/** The public web alone: nothing of this machine, nor of a network that it is part of. */
export function publicDoor(): PageDoor {
  return {
    resolve: async (name) => (await lookup(name, { all: true })).map(({ address }) => address),
    mayConnect: (address) => isPublicAddress(address) && !isOnOwnNetwork(address),
    ports: pagePorts,
  };
}

/** Reads pages as a stranger to them: without cookies, keys and scripts, within limits. */
export class PageReader implements Pages {
  readonly #parts: PageReaderParts;
  readonly #limits: PageLimits;

  constructor(parts: PageReaderParts) {
    this.#parts = parts;
    this.#limits = { ...usualLimits, ...parts.limits };
  }

  async check(address: string): Promise<void> {
    parsePageAddress(address, this.#parts.door.ports);
  }

  async read(address: string, signal: AbortSignal): Promise<Page> {
    const url = parsePageAddress(address, this.#parts.door.ports);
    const { wholeMs: ms } = this.#limits;
    const limit = { clock: this.#parts.clock, ms, late: () => tooSlow(ms) };
    return withinLimit((either) => this.#follow(url, either), limit, signal);
  }

  async #follow(start: URL, signal: AbortSignal): Promise<Page> {
    let url = start;
    for (let count = 0; count <= maxRedirects; count += 1) {
      const answer = await this.#ask(url, signal);
      const next = redirectOf(answer);
      if (next === null) return this.#readAnswer(url, answer, signal);
      answer.destroy();
      const target = URL.parse(next, url.href);
      if (target === null) throw badRedirect();
      // Held against everything that holds for the first one.
      url = parsePageAddress(target.href, this.#parts.door.ports);
    }
    throw new RefusedError('PAGE_REDIRECTS', 'The page sends on from address to address.');
  }

  #ask(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
    const { door, userAgent, clock, proxies } = this.#parts;
    const { connectMs, firstByteMs } = this.#limits;
    const parts = { ...door, userAgent, clock, proxies, connectMs, firstByteMs };
    return askForPage(url, parts, signal);
  }

  async #readAnswer(url: URL, answer: IncomingMessage, signal: AbortSignal): Promise<Page> {
    try {
      failOnStatus(answer.statusCode ?? 0);
      const { kind, charset } = readMediaType(answer.headers['content-type']);
      const body = await readBody(answer, this.#limits);
      // A body without a length ends with its connection, also when it is we who have ended that.
      signal.throwIfAborted();
      const text = decodeBody(body.bytes, charset, body.isWhole);
      const isHtml = (kind === 'unknown' ? sniffKind(body.bytes) : kind) === 'html';
      return isHtml ? await this.#parse(url, { text, body }, signal) : toPage(url, text, body);
    } finally {
      answer.destroy();
    }
  }

  async #parse(
    { href }: URL,
    { text: html, body }: { readonly text: string; readonly body: Body },
    signal: AbortSignal,
  ): Promise<Page> {
    const { script, clock } = this.#parts;
    const limitMs = this.#limits.parseMs;
    const page = { html: html.slice(0, maxHtmlChars), address: href };
    const { title, text, links } = await parsePage(page, { script, clock, limitMs }, signal);
    const isWhole = body.isWhole && html.length <= maxHtmlChars;
    return { address: href, title, links, ...cut(text, isWhole) };
  }
}

function toPage({ href }: URL, text: string, body: Body): Page {
  // Cleaning millions of characters would be heard on a call.
  const begin = text.slice(0, maxTextChars);
  const shown = cut(cleanText(begin).trim(), body.isWhole && begin === text);
  return { address: href, title: '', links: [], ...shown };
}

function cut(text: string, isWhole: boolean): Pick<Page, 'text' | 'isCut'> {
  return { text: text.slice(0, maxTextChars), isCut: !isWhole || text.length > maxTextChars };
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage): string | null {
  if (![301, 302, 303, 307, 308].includes(statusCode)) return null;
  return headers.location ?? null;
}

function failOnStatus(status: number): void {
  if (status >= 200 && status < 300) return;
  throw new RemoteError('PAGE_STATUS', sentenceFor(status), { status });
}

function sentenceFor(status: number): string {
  if (status === 401 || status === 403)
    return 'The page is not shown without a sign-in, or not to programs.';
  if (status === 404 || status === 410) return 'There is no page at this address.';
  if (status === 429) return 'The server of the page takes no more requests now.';
  return `The server of the page answered with status ${status}.`;
}

function badRedirect(): ProtocolError {
  return new ProtocolError('PAGE_REDIRECTS', 'The page sends on to an address that is none.');
}

function tooSlow(limitMs: number): NetworkError {
  return new NetworkError('TIMEOUT', `The page was not there within ${limitMs / 1000} seconds.`, {
    remedy: 'Try it again later.',
  });
}
