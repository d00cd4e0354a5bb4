import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from './built-app.ts';
import { runCli } from './cli.ts';
import { Instance, startInstance, temporaryHome } from './instance.ts';

beforeAll(ensureBuilt);

// Mostly waiting: side by side.
describe.concurrent('a second start', () => {
  test('hands over to the first and ends well', async () => {
    await using home = await temporaryHome();
    await using first = await startInstance({ home: home.path });
    await using second = new Instance({ home: home.path });
    expect((await second.exited).code).toBe(0);
    expect(second.out).toBe(`{"event":"handed-over","pid":${first.pid}}\n`);
    expect((await first.status()).paused).toBe(false);
  });

  test('of several at the same instant leaves exactly one up', async () => {
    await using home = await temporaryHome();
    const starts = Array.from({ length: 3 }, () => new Instance({ home: home.path }));
    try {
      const lines = await Promise.all(starts.map((start) => firstLine(start)));
      const up = lines.filter(({ event }) => event === 'ready');
      expect(up).toHaveLength(1);
      const handedOver = lines.filter(({ event }) => event === 'handed-over');
      expect(handedOver.map(({ pid }) => pid)).toEqual([up[0]?.pid, up[0]?.pid]);
    } finally {
      await Promise.all(starts.map((start) => start[Symbol.asyncDispose]()));
    }
  });

  test('takes over what a killed one left', async () => {
    await using home = await temporaryHome();
    await using first = await startInstance({ home: home.path });
    const paths = first.ready.ingress;
    await first.kill();
    const without = await first.cli(['status']);
    expect([without.code, without.out]).toEqual([3, '']);
    await using second = await startInstance({ home: home.path });
    const { carbonvoice, voipbin } = paths;
    expect(second.ready.ingress).toMatchObject({ carbonvoice, voipbin });
    expect((await second.status()).uptimeMs).toBeGreaterThan(0);
  });

  test('takes over from one that is ending', async () => {
    await using home = await temporaryHome();
    await using first = await startInstance({ home: home.path });
    first.signal('SIGTERM');
    await using second = await startInstance({ home: home.path });
    expect(second.ready.pid).toBe(second.pid);
    expect((await first.exited).code).toBe(0);
  });

  test('says so when the first does not answer, and takes over when that one dies meanwhile', async () => {
    await using home = await temporaryHome();
    await using first = await startInstance({ home: home.path });
    first.signal('SIGSTOP');
    await using second = new Instance({ home: home.path });
    expect((await second.exited).code).toBe(1);
    expect(second.err).toContain('Another Adjutant has this home and does not answer.');
    await using third = new Instance({ home: home.path });
    await first.kill();
    await third.whenUp();
    expect(third.ready.pid).toBe(third.pid);
  });
});

describe('a home', () => {
  test.each([
    ['with spaces and other letters', 'Büro – 私の 家'],
    ['with a path too long for a socket', join('a'.repeat(120), 'b'.repeat(120))],
  ])('%s works', async (_what, name) => {
    await using folder = await temporaryHome();
    const home = join(folder.path, name);
    await using app = await startInstance({ home, env: { TMPDIR: folder.path } });
    // Wherever the command's own TMPDIR points.
    const status = await runCli(['status', '--json', '--home', home]);
    expect([status.code, status.err]).toEqual([0, '']);
    await using second = new Instance({ home });
    expect((await second.exited).code).toBe(0);
    expect(JSON.parse(second.out)).toEqual({ event: 'handed-over', pid: app.pid });
  });

  test('that cannot be used is named, with what to do', async () => {
    await using folder = await temporaryHome();
    const file = join(folder.path, 'settings.json');
    await mkdir(file);
    await using broken = await startInstance({ home: folder.path });
    // A proxy may be named there: nothing goes past it.
    expect((await broken.status()).settingsProblems).toMatchObject([
      { source: 'settings.json', path: 'settings.json' },
      { source: 'settings.json', path: 'network.proxy' },
    ]);
    await using below = new Instance({ home: '/proc/version/home' });
    expect((await below.exited).code).toBe(1);
    expect(below.err).toContain('/proc/version/home');
    expect(below.err).toContain('--home');
    expect(below.out).toBe('');
  });

  test('that is read-only is named, with what to do', async () => {
    await using folder = await temporaryHome();
    const home = join(folder.path, 'home');
    await mkdir(home, { mode: 0o555 });
    // Root may write everywhere, so the start is somebody else's.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) await chmod(folder.path, 0o755);
    await using app = new Instance({ home, ...(isRoot && { uid: 65_534 }) });
    expect((await app.exited).code).toBe(1);
    expect(app.err).toContain(home);
    expect(app.err).toContain('Choose another one with --home DIR');
    expect(app.out).toBe('');
  });

  test.each(['--port', '--colour', '--port=x', '--home='])(
    'is not started with %s',
    async (option) => {
      await using home = await temporaryHome();
      await using wrong = new Instance({ home: home.path, args: [option] });
      expect((await wrong.exited).code).toBe(2);
      expect(wrong.err.trimEnd().split('\n')).toHaveLength(1);
    },
  );

  test('needs another port when one is taken', async () => {
    await using home = await temporaryHome();
    await using other = await temporaryHome();
    await using app = await startInstance({ home: home.path });
    const { port } = new URL(app.ready.ui);
    await using second = new Instance({ home: other.path, args: ['--port', port] });
    expect((await second.exited).code).toBe(1);
    expect(second.err).toContain(`Port ${port} is taken. Choose another with --port.`);
  });
});

async function firstLine(
  start: Instance,
): Promise<{ readonly event: string; readonly pid: number }> {
  await Promise.race([start.whenUp(), start.exited]).catch(() => {
    // One that hands over is not up; its line tells.
  });
  return JSON.parse(start.out) as { readonly event: string; readonly pid: number };
}
