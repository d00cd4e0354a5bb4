import { beforeAll, expect, test } from 'vitest';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import { ensureBuilt } from './built-app.ts';
import { startInstance, temporaryHome } from './instance.ts';
import type { Instance } from './instance.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

test('a reminder is told by Carbon Voice once, over kills before it is due and when it is', async () => {
  await using double = await startCarbonVoice();
  await using home = await temporaryHome();
  const env = { ADJUTANT_CARBONVOICE_URL: double.url, ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right' };
  const start = () => startInstance({ home: home.path, env });
  const told = async (app: Instance) =>
    (await app.thread()).filter(({ text }) => text.startsWith('Reminder: call Anna'));
  {
    await using app = await start();
    const text = 'remind me in 6 seconds to call Anna';
    const asked = double.say({ text, conversationId: 'c-owner' });
    await double.deliver(app.webhookUrl, asked, 'current');
    await until('the answer', () => double.repliesTo(asked).length > 0);
    await app.kill();
  }
  {
    await using app = await start();
    await until('the line', async () => (await told(app)).length > 0);
    await app.kill();
  }
  await using app = await start();
  const [line, ...more] = await until('it is out', async () => {
    const lines = await told(app);
    return lines[0]?.delivery === 'sent' && lines[0].channel === 'carbonvoice' && lines;
  });
  expect(more).toEqual([]);
  expect(line).toMatchObject({ conversationId: 'c-owner' });
  const isIt = ({ transcript }: { readonly transcript: string }): boolean =>
    transcript.startsWith('Reminder: call Anna');
  expect(double.sends.filter(isIt)).toHaveLength(1);
});
