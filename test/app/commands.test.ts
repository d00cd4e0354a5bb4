import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from './built-app.ts';
import { runCli, runHere, toLines } from './cli.ts';
import type { ExportLine } from './instance.ts';
import { Instance, startInstance, temporaryHome } from './instance.ts';

beforeAll(ensureBuilt);

describe('a command', () => {
  test.each([
    [],
    ['dance'],
    ['say'],
    ['say', ' '],
    ['status', 'now'],
    ['status', '--colour'],
    ['status', '--home'],
    ['status', '--home', ''],
    ['export', '--since', 'yesterday-ish'],
    ['export', '--format', 'pdf'],
    ['turns', '--last', '0'],
    ['secret'],
    ['secret', 'set'],
    ['secret', 'set', 'llm-key', 'value'],
    ['secret', 'shout', 'llm-key'],
    ['rehearse', 'fault', 'x', 'maybe'],
  ])('used wrongly ends with 2 and one line that tells: %s %s %s', async (...args) => {
    const { code, out, err } = await runHere(args.filter((arg) => arg !== undefined));
    expect([code, out]).toEqual([2, '']);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  test('ends its process with that code, and says it there', async () => {
    const args = ['status', '--colour'];
    expect(await runCli(args)).toEqual(await runHere(args));
  });

  test('helps', async () => {
    for (const args of [['--help'], ['help'], ['status', '-h']]) {
      const { code, out, err } = await runHere(args);
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain('adjutant COMMAND');
    }
    expect(await runCli(['--help'])).toEqual(await runHere(['--help']));
  });

  test('without an instance ends with 3', async () => {
    await using home = await temporaryHome();
    for (const args of [['status'], ['say', 'x'], ['pause'], ['ui'], ['quit'], ['turns']]) {
      const { code, out, err } = await runCli([...args, '--home', home.path]);
      expect([code, out]).toEqual([3, '']);
      expect(err).toContain('npm start');
    }
  });

  test('used wrongly in what only the instance can tell ends with 2 as well', async () => {
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path });
    for (const args of [
      ['call', 'nonsense'],
      ['secret', 'delete', 'NOPE'],
    ]) {
      const { code, out, err } = await app.cli(args);
      expect([code, out]).toEqual([2, '']);
      expect(err.trimEnd().split('\n')).toHaveLength(1);
    }
  });

  test('that wants a rehearsal is refused outside of one', async () => {
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path });
    const { code, err } = await app.cli(['rehearse', 'message', 'Hello']);
    expect(code).toBe(1);
    expect(err).toContain('--rehearsal');
  });
});

describe('status', () => {
  test('has everything that the contract names', async () => {
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path });
    const status = await app.status();
    expect(status).toMatchObject({
      paused: false,
      tunnel: { url: null, requests: { count: 0, plan: 20_000 } },
      calls: [],
      inbox: { pending: 0, failed: 0 },
      outbox: { pending: 0, failed: 0, unknown: 0 },
    });
    expect(status.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(status.uptimeMs).toBeGreaterThan(0);
    const names = ['carbonvoice', 'voipbin', 'tunnel', 'llm', 'keychain'] as const;
    expect(Object.keys(status.connections).toSorted()).toEqual([...names].toSorted());
    for (const name of names) {
      expect(Object.keys(status.connections[name])).toEqual(['status', 'detail', 'remedy']);
    }
  });
});

describe('export', () => {
  test('works with and without an instance, from an instant on, and for people', async () => {
    await using home = await temporaryHome();
    const ask = (...more: readonly string[]) => runCli(['export', '--home', home.path, ...more]);
    expect(await ask()).toMatchObject({ code: 0, out: '', err: '' });
    {
      await using app = await startInstance({ home: home.path });
      await app.cli(['say', 'note that the milk is low']);
      await app.cli(['say', 'note that the tea is cold']);
      await app.cli(['quit']);
      await app.exited;
    }
    const lines = toLines<ExportLine>((await ask()).out);
    expect(lines.map(({ text }) => text)).toEqual([
      'note that the milk is low',
      'Noted: “the milk is low”',
      'note that the tea is cold',
      'Noted: “the tea is cold”',
    ]);
    const since = toLines<ExportLine>((await ask('--since', lines[2]?.at ?? '')).out);
    expect(since).toEqual(lines.slice(2));
    const { out: markdown } = await ask('--format', 'markdown');
    expect(markdown).toMatch(/^## \d{4}-\d\d-\d\d\n\n\*\*You\*\*, Desktop, \d\d:\d\d UTC/);
    expect(markdown).toContain('\n\nNoted: “the tea is cold”\n');
    await using app = await startInstance({ home: home.path });
    expect(await app.thread()).toEqual(lines);
  });

  test('of a data file that cannot be read ends with 1 and leaves the file alone', async () => {
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path });
    await app.kill();
    const file = join(home.path, 'adjutant.db');
    await Promise.all([rm(`${file}-wal`, { force: true }), rm(`${file}-shm`, { force: true })]);
    const rubbish = 'no database at all '.repeat(100);
    await writeFile(file, rubbish);
    const { code, err } = await runCli(['export', '--home', home.path]);
    expect(code).toBe(1);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    await using again = new Instance({ home: home.path });
    expect((await again.exited).code).toBe(1);
    expect(await readFile(file, 'utf8')).toBe(rubbish);
  });
});
