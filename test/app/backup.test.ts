import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import type { CarbonVoiceDouble } from '../peers/carbon-voice/double.ts';
import { ensureBuilt } from './built-app.ts';
import { runCli } from './cli.ts';
import type { Instance } from './instance.ts';
import { startInstance, temporaryHome } from './instance.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

const env = (double: CarbonVoiceDouble) => ({
  ADJUTANT_CARBONVOICE_URL: double.url,
  ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
  ADJUTANT_CARBONVOICE_SOCKET: 'off',
});

async function untilOut(app: Instance, double: CarbonVoiceDouble, sends: number): Promise<void> {
  await until(
    `${sends} answers`,
    async () => {
      const { inbox, outbox } = await app.status();
      return double.sends.length >= sends && inbox.pending + outbox.pending + outbox.unknown === 0;
    },
    20_000,
  );
}

async function quit(app: Instance): Promise<void> {
  await app.cli(['quit']);
  await app.exited;
}

const lineOf = async (app: Instance, text: string) =>
  (await app.thread()).find((line) => line.text === text);

// Mostly waiting: side by side.
describe.concurrent('a backup', () => {
  test(
    'of a running home, restored: nothing is answered or sent twice, nothing is lost without a word',
    { timeout: 90_000 },
    async () => {
      await using double = await startCarbonVoice();
      await using home = await temporaryHome();
      const file = join(home.path, 'a.backup');
      await using first = await startInstance({ home: home.path, env: env(double) });
      await first.untilCarbonVoice('connected');
      const said = (text: string) => double.say({ text, conversationId: 'c1' });
      const before = said('before');
      await double.deliver(first.webhookUrl, before, 'guide');
      await untilOut(first, double, 1);
      // In the backup it waits for its words; it is answered after that.
      const waiting = said('');
      await double.deliver(first.webhookUrl, waiting, 'guide');
      await until('it waits', async () => (await first.status()).inbox.pending === 1);
      expect(await first.cli(['backup', file])).toMatchObject({ code: 0, err: '' });
      double.transcribe(waiting, 'waiting');
      await double.deliver(first.webhookUrl, waiting, 'guide');
      const after = said('after');
      await double.deliver(first.webhookUrl, after, 'guide');
      await untilOut(first, double, 3);

      expect((await first.cli(['restore', file])).out).toContain('"done":false');
      expect(await lineOf(first, 'after')).toMatchObject({ delivery: 'handled' });
      await quit(first);
      await using second = await startInstance({ home: home.path, env: env(double) });
      await until(
        'all are told of again',
        async () => (await lineOf(second, 'after')) !== undefined,
        40_000,
      );
      await double.deliver(second.webhookUrl, waiting, 'current');
      const later = said('later');
      await double.deliver(second.webhookUrl, later, 'guide');
      await untilOut(second, double, 4);

      expect([before, waiting, after, later].map((one) => double.repliesTo(one).length)).toEqual([
        1, 1, 1, 1,
      ]);
      expect(double.sends).toHaveLength(4);
      const thread = await second.thread();
      const deliveries = Object.fromEntries(thread.map(({ text, delivery }) => [text, delivery]));
      expect(deliveries).toMatchObject({
        ...{ before: 'handled', waiting: 'ignored', after: 'ignored', later: 'handled' },
      });
      const held = await lineOf(second, 'after');
      expect(held?.reason).toContain('was restored');
      expect(thread.filter(({ text }) => text.startsWith('A backup of'))).toHaveLength(1);

      expect(await second.cli(['retry', String(held?.id)])).toMatchObject({ code: 0 });
      await untilOut(second, double, 5);
      expect(double.repliesTo(after)).toHaveLength(2);
    },
  );

  test('of a home that was killed is restored into a stopped one at once', async () => {
    await using home = await temporaryHome();
    await using other = await temporaryHome();
    const file = join(other.path, 'a.backup');
    const app = await startInstance({ home: home.path });
    await app.cli(['say', 'Note that keepsakes stay']);
    await app.kill();
    const run = (...args: readonly string[]) => runCli([...args, '--home', home.path, '--json']);

    expect(await run('backup', file)).toMatchObject({ code: 0, err: '' });
    expect(await run('backup', file)).toMatchObject({ code: 1, out: '' });
    expect(await run('backup', file, '--force')).toMatchObject({ code: 0 });
    expect(await run('backup', join(other.path, 'none', 'b'))).toMatchObject({
      code: 1,
      out: '',
    });
    await writeFile(join(other.path, 'c'), 'no backup');
    expect(await run('restore', join(other.path, 'c'))).toMatchObject({ code: 1, out: '' });
    expect((await readdir(other.path)).toSorted()).toEqual(['a.backup', 'c']);

    const target = join(other.path, 'home');
    const { code, out } = await runCli(['restore', file, '--home', target, '--json']);
    expect([code, out]).toEqual([0, expect.stringContaining('"done":true')]);
    await using restored = await startInstance({ home: target });
    expect((await restored.thread()).map(({ text }) => text)).toContain('Note that keepsakes stay');
  });
});
