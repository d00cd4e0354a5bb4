import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keepWebhook } from '../../../main/app/webhook-memory.ts';

const note = {
  ours: 'https://quiet-fox.ngrok.app/hooks/voipbin/secret',
  former: { uri: 'https://crm.example.com/hook', method: 'PUT' },
  lostAt: 1_800_000_000_000,
};

async function temporaryHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'adjutant-webhook-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  return home;
}

test('keeps the note for its owner only, over restarts', async () => {
  const home = await temporaryHome();
  expect(await keepWebhook(home).read()).toBeNull();
  await keepWebhook(home).write(note);
  expect(await keepWebhook(home).read()).toEqual(note);
  expect((await stat(join(home, 'voipbin-webhook.json'))).mode & 0o777).toBe(0o600);
});

test.each(['', '{', '[]', '{"ours":7}'])('takes %j for no note', async (text) => {
  const home = await temporaryHome();
  await writeFile(join(home, 'voipbin-webhook.json'), text);
  expect(await keepWebhook(home).read()).toBeNull();
  expect(await readFile(join(home, 'voipbin-webhook.json'), 'utf8')).toBe(text);
});
