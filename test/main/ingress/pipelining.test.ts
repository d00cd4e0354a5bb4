import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Ingress } from '../../../main/ingress/ingress.ts';
import { parseJsonBody } from '../../../main/ingress/json-body.ts';
import { exchange, rawRequest } from '../../app/raw-exchange.ts';
import { openShortly, refusal, routeTo } from './ingress-scene.ts';

const path = '/hooks/carbonvoice/the-secret';
const keep = { headers: { connection: 'keep-alive' } };
const taken = 'HTTP/1.1 204 No Content';

let ids: unknown[];
let ingress: Ingress;

beforeEach(async () => {
  ids = [];
  const take = async (raw: Buffer): Promise<boolean> => {
    const body = parseJsonBody(raw) as { readonly id?: string } | undefined;
    // Later than what comes behind it on the wire.
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (typeof body?.id !== 'string') return false;
    ids.push(body.id);
    return true;
  };
  ingress = await openShortly({ routes: [routeTo(path, ({ raw }) => take(raw))] });
});
afterEach(() => ingress.close());

const delivery = (id: string): Buffer => rawRequest(path, JSON.stringify({ id }), keep);

/** Everything in one write; then our side is closed when `ends` says so. */
async function send(parts: readonly (Buffer | string)[], ends = false): Promise<string[]> {
  const bytes = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const answer = await exchange(ingress.url, {
    write: (socket) => void (ends ? socket.end(bytes) : socket.write(bytes)),
  });
  return answer.split(/(?=HTTP\/1\.1 )/u).map((one) => (one === refusal ? one : one.slice(0, 23)));
}

describe('several requests on one connection', () => {
  test('are answered in their order, what is refused last', async () => {
    const answers = await send([delivery('a'), delivery('b'), rawRequest('/guessed', '{}', keep)]);
    expect(answers).toEqual([taken, taken, refusal]);
    expect(ids).toEqual(['a', 'b']);
  });

  test.each([
    ['a wrong path', rawRequest('/guessed', '{}', keep)],
    ['no delivery', rawRequest(path, '{}', keep)],
    ['no HTTP', 'what?\r\n\r\n'],
    ['a tunnel', 'CONNECT a:80 HTTP/1.1\r\nhost: a\r\n\r\n'],
    ['half a request', delivery('c').subarray(0, -2)],
  ])('are over with the refusal: %s', async (_what, bad) => {
    expect(await send([delivery('a'), bad, delivery('b')])).toEqual([taken, refusal]);
    expect(ids).toEqual(['a']);
  });

  test('are taken from a sender that has closed its side', async () => {
    expect(await send([delivery('a'), delivery('b')], true)).toEqual([taken, taken]);
    expect(ids).toEqual(['a', 'b']);
  });

  test('are refused once, when the sender closes its side in the middle of one', async () => {
    expect(await send([delivery('a'), delivery('b').subarray(0, -3)], true)).toEqual([
      taken,
      refusal,
    ]);
    expect(ids).toEqual(['a']);
  });
});
