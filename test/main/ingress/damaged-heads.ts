import { gzipSync } from 'node:zlib';
import { rawRequest } from '../../app/raw-exchange.ts';
import type { Damaged, Parts } from './damages.ts';
import type { Random } from './random.ts';

/** The delivery as it should be. */
export function intact({ path, headers, raw }: Parts): Buffer {
  return rawRequest(path, raw, { headers });
}

type Headers = Readonly<Record<string, string>>;

/** Headers that take the delivery out of what a delivery is. */
export function damageHead(parts: Parts, random: Random): Damaged {
  const charset = random.pick(['latin1', 'utf-16', 'utf-8, utf-16', '"utf-7"', 'UTF8']);
  const type = random.pick([
    ...['', 'text/plain', 'text/json', 'application/jsonp', 'application/json, text/plain'],
    ...['application/problem+json', 'multipart/form-data; boundary=x', 'application', '*/*'],
    `application/json; charset=${charset}`,
  ]);
  const encoding = random.pick(['gzip', 'br', 'deflate', 'x-gzip', 'gzip, identity', 'none']);
  const changed: readonly Headers[] = [
    { 'content-type': type },
    { 'content-encoding': encoding },
    { expect: random.pick(['200-ok', '100-continue, tea', 'tea']) },
    { connection: 'Upgrade', upgrade: random.pick(['websocket', 'h2c', 'TLS/1.0']) },
    { 'x-long': 'a'.repeat(17_000 + random.below(40_000)) },
    { 'bad name': 'a' },
    { '': 'no name' },
    { 'x-control': 'a\u0001b\u0000c' },
    { ' content-type': 'application/json' },
  ];
  const pick = random.below(changed.length + 5);
  const headers = changed[pick];
  if (headers) {
    const what = `a head with ${JSON.stringify(headers).slice(0, 80)}`;
    const raw = 'content-encoding' in headers && random.isYes() ? gzipSync(parts.raw) : parts.raw;
    return refused(what, intact({ ...parts, raw, headers: { ...parts.headers, ...headers } }));
  }
  const line = random.pick([
    ...['content-type: application/json', 'content-type: text/plain', 'host: other'],
    ...['content-length: 1', 'content-encoding: identity\r\ncontent-encoding: gzip'],
    ...[' folded', 'no colon', 'a\u0000: b', ': b'],
  ]);
  return refused(`a head with one more line: ${line}`, withLine(intact(parts), line));
}

function withLine(bytes: Buffer, line: string): Buffer {
  const at = bytes.indexOf('\r\n\r\n');
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(`\r\n${line}`), bytes.subarray(at)]);
}

/** Bodies that are longer or shorter than they say, or say it in a way that nobody may. */
export function damageFraming(parts: Parts, random: Random): Damaged {
  const { path, headers, raw } = parts;
  const less = String(random.below(raw.length));
  const more = String(raw.length + 1 + random.below(500));
  const lengths: readonly string[] = [
    ...[less, more, '-1', '+5', '0x10', '1e3', '5 5', '5,5', '٣', '9'.repeat(30), ' ', 'NaN'],
  ];
  if (random.isYes()) {
    const length = random.pick(lengths);
    const bytes = rawRequest(path, raw, { headers: { ...headers, 'content-length': length } });
    return { ...refused(`a length of ${length}`, bytes), ends: random.below(8) > 0 };
  }
  const hex = raw.length.toString(16);
  const body = raw.toString('latin1');
  const bodies: readonly (readonly [string, string])[] = [
    ['a chunk that is shorter than it says', `${hex}0\r\n${body}\r\n0\r\n\r\n`],
    ['a chunk that is longer than it says', `1\r\n${body}\r\n0\r\n\r\n`],
    ['a chunk of a negative size', `-${hex}\r\n${body}\r\n0\r\n\r\n`],
    ['a chunk of no size', `\r\n${body}\r\n0\r\n\r\n`],
    ['a chunk of a huge size', `${'f'.repeat(17)}\r\n${body}\r\n0\r\n\r\n`],
    ['a chunk of a size with a prefix', `0x${hex}\r\n${body}\r\n0\r\n\r\n`],
    ['chunks without an end', `${hex}\r\n${body}\r\n`],
    ['chunks with an early end', `0\r\n\r\n${body}`],
    ['chunks without line ends', `${hex}${body}0`],
    ['no chunks at all', body],
    ['a very long extension', `${hex};${'a'.repeat(100_000)}\r\n${body}\r\n0\r\n\r\n`],
  ];
  const [what, text] = random.pick(bodies);
  const coding = random.pick([
    'chunked',
    'chunked',
    'chunked, chunked',
    'gzip, chunked',
    'xchunked',
  ]);
  const chunked = { ...headers, 'transfer-encoding': coding, 'content-length': '' };
  const head = rawRequest(path, '', { headers: chunked });
  const bytes = Buffer.concat([head, Buffer.from(text, 'latin1')]);
  return { ...refused(`${coding}: ${what}`, bytes), ends: random.below(8) > 0 };
}

/** Request lines that lead elsewhere, or nowhere. */
export function damageLine(parts: Parts, random: Random): Damaged {
  const { path } = parts;
  const at = 1 + random.below(path.length - 1);
  const flipped = path[at] === 'x' ? 'y' : 'x';
  const paths: readonly string[] = [
    ...[`${path}/`, `${path}?`, `${path}?a=1`, `${path}#a`, `/${path}`, `/.${path}`, `${path}%00`],
    ...[`/a/..${path}`, path.toUpperCase(), path.slice(0, at), `${path}x`, '*', '/', ''],
    ...[`http://127.0.0.1${path}`, `//127.0.0.1${path}`, path.replace('/hooks', '/%68ooks')],
    ...[path.slice(0, at) + flipped + path.slice(at + 1), path.replaceAll('/', '\\')],
  ];
  const lines: readonly string[] = [
    ...paths.map((other) => `POST ${other} HTTP/1.1`),
    ...['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'post', 'POSTS', 'PO ST'].map(
      (method) => `${method} ${path} HTTP/1.1`,
    ),
    ...['HTTP/2.0', 'HTTP/0.9', 'HTTP/1.1 x', 'http/1.1', 'HTTP', ''].map(
      (version) => `POST ${path} ${version}`,
    ),
    `CONNECT ${path} HTTP/1.1`,
    `\u0016\u0003\u0001${path}`,
  ];
  const line = random.pick(lines);
  const bytes = intact(parts);
  const rest = bytes.subarray(bytes.indexOf('\r\n'));
  return refused(`the line ${JSON.stringify(line)}`, Buffer.concat([Buffer.from(line), rest]));
}

function refused(what: string, bytes: Buffer): Damaged {
  return { what, bytes, ends: false, verdict: 'refused' };
}
