import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { IcsSource } from '../../../main/calendar/ics-source.ts';
import { LocalServer } from '../../fakes/local-server.ts';
import { directReader, httpFor, never } from './calendar-samples.ts';
import { eventOf, fileOf, spansOf } from './ics-samples.ts';

const november = { from: Date.UTC(2026, 10, 1), to: Date.UTC(2026, 11, 1) };
const file = fileOf(eventOf('DTSTART:20261103T090000Z'));
const span = ['2026-11-03T09:00/09:00'];

type User = { readonly username: string; readonly password: string } | null;

function at(address: string, user: User = null): IcsSource {
  return new IcsSource({
    ...{ name: 'work', address: () => Promise.resolve(address), http: httpFor(user) },
    ...{ reader: directReader, timeZone: 'Europe/Berlin' },
  });
}

describe('on the web', () => {
  let server: LocalServer;
  beforeEach(async () => {
    server = await new LocalServer().open();
  });
  afterEach(() => server.close());

  test('is fetched again only when it has changed', async () => {
    server.answer = ({ headers }, answer) => {
      if (headers['if-none-match'] === '"1"') answer.writeHead(304).end();
      else answer.writeHead(200, { etag: '"1"' }).end(file);
    };
    const source = at(`${server.url}/a.ics?export`);
    expect(spansOf(await source.read(november, never))).toEqual(span);
    expect(spansOf(await source.read(november, never))).toEqual(span);
    expect(server.requests.map(({ path, headers }) => [path, headers['if-none-match']])).toEqual([
      ['/a.ics?export', undefined],
      ['/a.ics?export', '"1"'],
    ]);
  });

  test('is not half of itself, and the whole is read as soon as it is there', async () => {
    let text = file.slice(0, -20);
    server.answer = ({ headers }, answer) => {
      if (headers['if-none-match'] === '"1"') answer.writeHead(304).end();
      else answer.writeHead(200, { etag: '"1"' }).end(text);
    };
    const source = at(server.url);
    await expect(source.read(november, never)).rejects.toMatchObject({ code: 'CALENDAR_CUT_OFF' });
    text = file;
    expect(spansOf(await source.read(november, never))).toEqual(span);
  });

  test('takes a password where it has a user, and no other server’s way', async () => {
    const other = await new LocalServer().open();
    server.answer = (_request, answer) => void answer.writeHead(200).end(file);
    await at(server.url, { username: 'ann', password: 'right' }).read(november, never);
    expect(server.requests[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('ann:right').toString('base64')}`,
    );
    server.answer = (_request, answer) => void answer.writeHead(302, { location: other.url }).end();
    for (const user of [null, { username: 'ann', password: 'right' }]) {
      const led = at(server.url, user).read(november, never);
      await expect(led).rejects.toMatchObject({ code: 'CALENDAR_MOVED' });
    }
    expect(other.requests).toEqual([]);
    await other.close();
  });

  test('follows no circle', async () => {
    server.answer = (_request, answer) => void answer.writeHead(302, { location: '/' }).end();
    await expect(at(server.url).read(november, never)).rejects.toMatchObject({
      code: 'CALENDAR_MOVED',
    });
    expect(server.requests.length).toBeLessThan(10);
  });

  test('tells a page that is no calendar, and never its secret address', async () => {
    server.answer = (_request, answer) => void answer.writeHead(200).end('<html>Sign in</html>');
    const reading = at(`${server.url}/secret/`).read(november, never);
    const error: unknown = await reading.catch((fault: unknown) => fault);
    expect(error).toMatchObject({
      message: 'The calendar “work”: What is at its address is no calendar.',
    });
    expect(JSON.stringify(error)).not.toContain('secret');
  });
});

describe('here', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'adjutant-ics-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('is read by its path or its address', async () => {
    const path = join(folder, 'a calendar.ics');
    await writeFile(path, `\uFEFF${file}`);
    for (const address of [path, pathToFileURL(path).href]) {
      expect(spansOf(await at(address).read(november, never))).toEqual(span);
    }
  });

  test('is not there, is a folder, or is too large', async () => {
    const path = join(folder, 'large.ics');
    await writeFile(path, file);
    await truncate(path, 5 * 1024 * 1024 + 1);
    const code = async (address: string) =>
      at(address)
        .read(november, never)
        .catch((fault: unknown) => fault);
    expect(await code(join(folder, 'none.ics'))).toMatchObject({ code: 'CALENDAR_GONE' });
    expect(await code(folder)).toMatchObject({ code: 'CALENDAR_GONE' });
    expect(await code(path)).toMatchObject({ code: 'ANSWER_TOO_LARGE' });
  });
});
