import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import { ensureBuilt } from './built-app.ts';
import { runCli, toLines } from './cli.ts';
import { startInstance, temporaryHome } from './instance.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

type Report = {
  readonly done: boolean;
  readonly counts: Readonly<Record<string, number>>;
  readonly left: readonly string[];
};

/** Files below a folder that hold a word. */
async function filesWith(folder: string, word: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  const contents = await Promise.all(paths.map((path) => readFile(path)));
  return paths.filter((_, index) => contents[index]?.includes(word));
}

// Mostly waiting: side by side.
describe.concurrent('forgetting a person', () => {
  test('leaves none of their words in the home, and lets nothing of it come back', async () => {
    await using double = await startCarbonVoice();
    await using home = await temporaryHome();
    const env = {
      ADJUTANT_CARBONVOICE_URL: double.url,
      ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
      ADJUTANT_CARBONVOICE_SOCKET: 'off',
      ADJUTANT_CARBONVOICE_ALLOW: 'guest',
    };
    await using app = await startInstance({ home: home.path, env });
    await app.untilCarbonVoice('connected');
    const guest = { from: 'guest', conversationId: 'c-guest' };
    const [first, own] = [
      double.say({ ...guest, text: 'Note that zanzibar is warm' }),
      double.say({ text: 'Note that keepsakes stay', conversationId: 'c-owner' }),
    ];
    for (const message of [first, own]) {
      await double.deliver(app.webhookUrl, message, 'guide');
    }
    await until('both answers', () => double.sends.length === 2);
    await until('both are out', async () => (await app.status()).outbox.pending === 0);
    const { id } = (await app.thread()).find(({ text }) => text.includes('zanzibar')) ?? {};
    await mkdir(join(home.path, 'files', String(id)), { recursive: true });
    await writeFile(join(home.path, 'files', String(id), 'photo.txt'), 'zanzibar');
    expect(await filesWith(home.path, 'zanzibar')).not.toEqual([]);
    await writeFile(join(home.path, 'adjutant.log'), '{"msg":"it","private":{"from":"guest"}}\n');
    await writeFile(join(home.path, 'adjutant.log.1'), '{"msg":"it"}\n');

    const [shown] = toLines<Report>((await app.cli(['forget', 'guest'])).out);
    expect(shown).toMatchObject({ done: false, counts: { messages: 2 } });
    expect(await app.thread()).toHaveLength(4);
    const [deleted] = toLines<Report>((await app.cli(['forget', 'guest', '--yes'])).out);
    expect(deleted).toMatchObject({ done: true, counts: { messages: 2 } });
    expect(deleted?.left.join(' ')).toContain('carbonvoice.allow');
    expect(deleted?.left.join(' ')).toContain('The log adjutant.log in the home');
    expect(deleted?.left.join(' ')).not.toContain('adjutant.log.1');

    expect(await filesWith(home.path, 'zanzibar')).toEqual([]);
    expect(await filesWith(home.path, 'keepsakes')).not.toEqual([]);
    for (const shape of ['guide', 'current'] as const) {
      expect(await double.deliver(app.webhookUrl, first, shape)).toBe(204);
    }
    await app.kill();
    await using again = await startInstance({ home: home.path, env });
    const later = double.say({ ...guest, text: 'Hello again' });
    await double.deliver(again.webhookUrl, later, 'guide');
    await until('the third answer', () => double.sends.length === 3);

    const texts = (await again.thread()).map(({ text }) => text);
    expect(texts.join(' ')).not.toContain('zanzibar');
    expect(texts.join(' ')).toContain('Hello again');
    expect(double.repliesTo(first)).toHaveLength(1);
  });

  test('works without a running instance, and refuses the owner', async () => {
    await using home = await temporaryHome();
    const forget = (...args: readonly string[]) =>
      runCli(['forget', ...args, '--home', home.path, '--json']);
    expect(await forget('guest', '--yes')).toMatchObject({ code: 1, out: '' });
    const app = await startInstance({ home: home.path });
    await app.cli(['say', 'Hello']);
    await app.kill();

    expect(await forget('owner', '--yes')).toMatchObject({ code: 1, out: '' });
    const { code, out } = await forget('guest', '--yes');

    expect(code).toBe(0);
    expect(toLines<Report>(out)).toMatchObject([{ done: true, counts: { messages: 0 } }]);
  });
});
