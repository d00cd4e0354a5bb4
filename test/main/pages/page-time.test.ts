import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FakeClock } from '../../fakes/fake-clock.ts';
import type { LocalRequest } from '../../fakes/local-server.ts';
import { answer, at, failureOf, never, reader, server } from './page-scene.ts';

beforeAll(() => server.open());
afterAll(() => server.close());

describe('time', () => {
  test.each([
    ['the answer does not begin', 11_000, () => {}],
    [
      'the body never ends',
      25_000,
      (_request: LocalRequest, response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'text/plain' }).write('a');
      },
    ],
  ])('is up when %s', async (_words, ms, scripted) => {
    const clock = new FakeClock();
    const asked = Promise.withResolvers<void>();
    server.answer = (request, response) => {
      scripted(request, response);
      asked.resolve();
    };
    const reading = failureOf(reader({ clock }).pages.read(at('/'), never));
    await asked.promise;
    clock.advance(ms);
    expect(await reading).toMatch(/in time|within/u);
    expect(clock.pending).toBe(0);
  });

  test('is up when a body without a length does not end: what came is not all of it', async () => {
    const clock = new FakeClock();
    const asked = Promise.withResolvers<void>();
    server.answer = (_request, response) => {
      response.socket?.write('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\nhalf');
      asked.resolve();
    };
    const reading = failureOf(reader({ clock }).pages.read(at('/'), never));
    // Only the time for the whole is running: the answer has begun.
    await asked.promise;
    await expect.poll(() => clock.pending, { interval: 5 }).toBe(1);
    clock.advance(25_000);
    expect(await reading).toMatch(/within/u);
  });

  test('is up when a page takes too long to take apart', async () => {
    const clock = new FakeClock();
    server.answer = answer('text/html', '<p>x');
    const script = new URL('data:text/javascript,setInterval(() => {}, 1000)');
    const { pages } = reader({ clock, script, limits: { parseMs: 7000 } });
    const reading = failureOf(pages.read(at('/'), never));
    await expect.poll(() => clock.nextAt, { interval: 5 }).toBe(clock.now() + 7000);
    clock.advance(9000);
    expect(await reading).toMatch(/tangled/u);
  });

  test('ends with the turn', async () => {
    const end = new AbortController();
    server.answer = () => end.abort();
    const reading = reader().pages.read(at('/'), end.signal);
    await expect(reading).rejects.toThrow(DOMException);
    await expect(reading.catch((error: unknown) => error)).resolves.toBe(end.signal.reason);
  });
});
