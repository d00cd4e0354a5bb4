import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CarbonVoiceDouble } from '../peers/carbon-voice/double.ts';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import { stepOf } from '../peers/carbon-voice/faults.ts';
import type { Step } from '../peers/carbon-voice/faults.ts';
import type { Phase } from '../peers/carbon-voice/journal.ts';
import { ensureBuilt } from './built-app.ts';
import { startInstance, temporaryHome } from './instance.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

const limitMs = 30_000;
const content = 'The whole report.';

type Line = {
  readonly text: string;
  readonly delivery: string;
  readonly attachments?: readonly { readonly state: string; readonly path: string | null }[];
};

const env = (double: CarbonVoiceDouble) => ({
  ADJUTANT_CARBONVOICE_URL: double.url,
  ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
});

async function untilSent(double: CarbonVoiceDouble): Promise<void> {
  const isWhole = (): boolean =>
    double.sends.some(({ attachments }) => attachments.some(({ status }) => status === 'Uploaded'));
  await until('a whole file', isWhole, limitMs);
}

/** The message is there once, and its file is what was given. */
function expectWhole(double: CarbonVoiceDouble): void {
  expect(double.sends.map(({ transcript }) => transcript)).toEqual(['Here it is']);
  const [file, ...more] = double.sends[0]?.attachments ?? [];
  expect(more).toEqual([]);
  expect(file).toMatchObject({ fileName: 'report.txt', mimeType: 'text/plain', bytes: 17 });
  expect(double.storage.files.get(file?.link ?? '')?.bytes.toString()).toBe(content);
}

describe.concurrent('a file', () => {
  test.each<readonly [Step, Phase, number]>([
    ['upload-url', 'kept', 1],
    ['upload', 'kept', 1],
    ['send', 'kept', 1],
    ['report', 'arrived', 2],
  ])('killed at the step %s (%s, %i) arrives once and whole', async (...point) => {
    const [step, phase, count] = point;
    await using double = await startCarbonVoice();
    await using home = await temporaryHome();
    const path = join(home.path, 'report.txt');
    await writeFile(path, content);
    await using app = await startInstance({ home: home.path, env: env(double) });
    await app.untilCarbonVoice('connected');
    let seen = 0;
    const forget = double.onCall((call, at) => {
      if (stepOf(call) !== step || at !== phase) return;
      seen += 1;
      if (seen === count) app.signal('SIGKILL');
    });
    await app.cli(['message', 'conversation:c1', 'Here', 'it', 'is', '--file', path]);
    await app.exited;
    forget();
    await rm(path);

    await using again = await startInstance({ home: home.path, env: env(double) });
    await untilSent(double);
    const line = await until('the line', async () => {
      const [first] = (await again.thread()) as readonly Line[];
      return first?.attachments?.[0]?.state === 'sent' && first;
    });

    expectWhole(double);
    expect(line).toMatchObject({ delivery: 'sent', text: 'Here it is' });
  });

  test('of the owner’s is refused before anything is sent, when it cannot be', async () => {
    await using double = await startCarbonVoice();
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path, env: env(double) });
    await mkdir(join(home.path, 'folder'));

    for (const [option, path, sentence] of [
      ['--file', join(home.path, 'missing.pdf'), 'missing.pdf does not exist.'],
      ['--file', join(home.path, 'folder'), 'folder is no file.'],
      ['--audio', join(home.path, 'settings.txt'), 'settings.txt does not exist.'],
    ] as const) {
      const refused = await app.cli(['message', 'conversation:c1', 'Hi', option, path]);
      expect(refused).toMatchObject({ code: 1 });
      expect(refused.err).toContain(sentence);
    }

    expect(double.sends).toEqual([]);
    expect(await app.thread()).toEqual([]);
  });

  test('that came is fetched beside the answer, and told by name', async () => {
    await using double = await startCarbonVoice();
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path, env: env(double) });
    await app.untilCarbonVoice('connected');
    const attachment = double.file('../../plan.txt', 'text/plain', Buffer.from('the plan'));
    const message = double.say({
      ...{ text: 'Look at this', conversationId: 'c1', attachments: [attachment] },
    });
    await until('an answer', () => double.repliesTo(message).length > 0, limitMs);
    const found = await until('the file', async () => {
      const [first] = (await app.thread()) as readonly Line[];
      const [file] = first?.attachments ?? [];
      return file?.state === 'fetched' && file;
    });

    const path = join(home.path, found.path ?? '');
    expect(found).toMatchObject({ name: '_.._plan.txt', mimeType: 'text/plain', bytes: 8 });
    expect(await readFile(path, 'utf8')).toBe('the plan');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('that cannot be had holds up no answer', async () => {
    await using double = await startCarbonVoice();
    double.faults.set('download', 'hang');
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path, env: env(double) });
    await app.untilCarbonVoice('connected');
    const attachment = double.file('plan.txt', 'text/plain', Buffer.from('the plan'));
    const message = double.say({
      ...{ text: 'Look at this', conversationId: 'c1', attachments: [attachment] },
    });

    await until('an answer', () => double.repliesTo(message).length > 0, limitMs);

    const [first] = (await app.thread()) as readonly Line[];
    expect(first?.attachments).toMatchObject([{ state: 'awaited', path: null }]);
  });
});
