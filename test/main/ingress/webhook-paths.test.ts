import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pathKey } from '../../../main/ingress/path-key.ts';
import { WebhookPaths } from '../../../main/ingress/webhook-paths.ts';
import { RefusedError } from '../../../shared/errors.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

let home = '';
let clock: FakeClock;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'adjutant-paths-'));
  clock = new FakeClock();
});
afterEach(() => rm(home, { recursive: true }));

const load = (): Promise<WebhookPaths> => WebhookPaths.load(home, clock);
const file = (): string => join(home, 'webhook-paths.json');

/** Whether deliveries of Carbon Voice are taken there. */
function leads(paths: WebhookPaths, path: string): boolean {
  return paths.keys('carbonvoice').some((key) => key.equals(pathKey(path)));
}

const minute = 60_000;

test('makes paths that nobody guesses, each its own, for the owner only', async () => {
  const { current } = await load();
  expect(current.carbonvoice).toMatch(/^\/hooks\/carbonvoice\/[\w-]{43}$/);
  expect(current.voipbin).toMatch(/^\/hooks\/voipbin\/[\w-]{43}$/);
  expect(current.carbonvoice.slice(-43)).not.toBe(current.voipbin.slice(-43));
  expect((await stat(file())).mode & 0o777).toBe(0o600);
});

test('keeps them over restarts, those of an older version too', async () => {
  const first = await load();
  expect((await load()).current).toEqual(first.current);
  const secrets = { carbonvoice: 'c'.repeat(43), voipbin: 'v'.repeat(43) };
  await writeFile(file(), JSON.stringify(secrets));
  const { current } = await load();
  expect(current.carbonvoice).toBe(`/hooks/carbonvoice/${secrets.carbonvoice}`);
});

test.each([
  '',
  '{',
  '[]',
  '{"carbonvoice":"short","voipbin":"short"}',
  '{"carbonvoice":"../../x"}',
])('makes them anew where the file is damaged: %s', async (text) => {
  await writeFile(file(), text);
  const { current } = await load();
  expect((await load()).current).toEqual(current);
  expect(await readFile(file(), 'utf8')).not.toBe(text);
});

test('keeps the paths where only what is noted of former ones is damaged', async () => {
  const { current } = await load();
  const kept = JSON.parse(await readFile(file(), 'utf8')) as object;
  await writeFile(file(), JSON.stringify({ ...kept, former: { carbonvoice: [{ until: 'x' }] } }));
  const again = await load();
  expect(again.current).toEqual(current);
  expect(again.keys('carbonvoice')).toHaveLength(1);
});

describe('a path that is made anew', () => {
  test('is listened at at once, beside the former one, and only it is told', async () => {
    const paths = await load();
    const before = paths.current;
    await paths.rotate(['carbonvoice']);
    expect(paths.current.carbonvoice).not.toBe(before.carbonvoice);
    expect(paths.current.voipbin).toBe(before.voipbin);
    expect(leads(paths, before.carbonvoice)).toBe(true);
    expect(leads(paths, paths.current.carbonvoice)).toBe(true);
    expect(paths.keys('voipbin')).toHaveLength(1);
    expect(paths.formerUntil('carbonvoice')).toBe(clock.now() + 10 * minute);
    expect(paths.formerUntil('voipbin')).toBeNull();
  });

  test('is durable, and the former one is listened at over a restart, ten minutes in all', async () => {
    const first = await load();
    const before = first.current.carbonvoice;
    await first.rotate(['carbonvoice', 'voipbin']);
    clock.advance(9 * minute);
    const second = await load();
    expect(second.current).toEqual(first.current);
    expect(leads(second, before)).toBe(true);
    clock.advance(minute);
    expect(leads(second, before)).toBe(false);
    expect(leads(second, second.current.carbonvoice)).toBe(true);
    expect(leads(await load(), before)).toBe(false);
  });

  test('ends the former one when the service knows it and what was on its way has come', async () => {
    const paths = await load();
    const before = paths.current.carbonvoice;
    await paths.rotate(['carbonvoice']);
    await paths.settle('carbonvoice', `https://a.example${before}`);
    await paths.settle('voipbin', `https://a.example${paths.current.carbonvoice}`);
    clock.advance(minute);
    expect(leads(paths, before)).toBe(true);
    await paths.settle('carbonvoice', `https://a.example${paths.current.carbonvoice}`);
    clock.advance(29_000);
    // Told again and again, it is not put off.
    await paths.settle('carbonvoice', `https://a.example${paths.current.carbonvoice}`);
    expect(leads(await load(), before)).toBe(true);
    clock.advance(1000);
    expect(leads(paths, before)).toBe(false);
    expect(leads(await load(), before)).toBe(false);
  });

  test('keeps every former one, because the service may still know the first', async () => {
    const paths = await load();
    const before: string[] = [];
    for (let times = 0; times < 5; times += 1) {
      before.push(paths.current.carbonvoice);
      await paths.rotate(['carbonvoice']);
    }
    expect(before.filter((path) => !leads(paths, path))).toEqual([]);
    const { current } = paths;
    await expect(paths.rotate(['voipbin', 'carbonvoice'])).rejects.toThrow(RefusedError);
    expect(paths.current).toEqual(current);
    clock.advance(10 * minute);
    await paths.rotate(['carbonvoice']);
    expect(paths.keys('carbonvoice')).toHaveLength(2);
  });

  test('does not exist when it cannot be kept', async () => {
    const paths = await load();
    const { current } = paths;
    const missing = await WebhookPaths.load(home, clock);
    await rm(home, { recursive: true });
    await expect(missing.rotate(['carbonvoice'])).rejects.toThrow('ENOENT');
    expect(missing.current).toEqual(current);
    expect(missing.keys('carbonvoice')).toHaveLength(1);
    home = await mkdtemp(join(tmpdir(), 'adjutant-paths-'));
  });

  test('does not live on by a clock that is set back', async () => {
    const paths = await load();
    const before = paths.current.carbonvoice;
    await paths.rotate(['carbonvoice']);
    clock.setNow(clock.now() - 30_000);
    expect(leads(paths, before)).toBe(true);
    clock.setNow(clock.now() - 24 * 60 * minute);
    expect(leads(paths, before)).toBe(false);
  });

  test('is made once at a time', async () => {
    const paths = await load();
    await Promise.all([paths.rotate(['carbonvoice']), paths.rotate(['voipbin'])]);
    expect((await load()).current).toEqual(paths.current);
    expect(paths.keys('carbonvoice')).toHaveLength(2);
    expect(paths.keys('voipbin')).toHaveLength(2);
  });
});
