import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../app/built-app.ts';
import { startCarbonVoice } from '../../peers/carbon-voice/double.ts';
import { startModelServer } from '../../peers/model-server.ts';
import { ask, launchDesktop, temporaryHome } from './launch-desktop.ts';

beforeAll(ensureBuilt);

// Listening and being on a call are seen where somebody talks and calls.
test('the tray is ready, needs its owner, thinks, is paused and offline, each with a picture and words', async () => {
  await using service = await startCarbonVoice();
  await using model = await startModelServer();
  const args = { to: 'conversation:c-anna', text: 'Hello, Anna.' };
  model.toolCall = ({ messages }) =>
    messages.at(-1)?.content.includes('Write') ? { name: 'send_carbon_voice_message', args } : null;
  const desktop = launchDesktop(temporaryHome(), ['--hidden'], {
    ADJUTANT_CARBONVOICE_URL: service.url,
    ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
    ADJUTANT_LLM_URL: model.url,
    ADJUTANT_LLM_MODEL: 'small',
  });
  const pictures: unknown[] = [];
  const shows = async (words: string) => {
    await expect.poll(() => desktop.all('tooltip').at(-1), { timeout: 40_000 }).toContain(words);
    pictures.push(desktop.all('tray-image').at(-1));
  };
  const say = (text: string) => ask(desktop, 'message:send', { id: randomUUID(), text });
  await desktop.until('page-loaded');
  await shows('Adjutant is ready');
  await say('Write to Anna.');
  await shows('Adjutant: one action waits for you');
  const { snapshot } = (await ask(desktop, 'state:get', {})) as {
    readonly snapshot: { readonly approvals: readonly { readonly id: string }[] };
  };
  await ask(desktop, 'action:answer', { id: snapshot.approvals[0]?.id, verdict: 'deny' });
  await shows('Adjutant is ready');
  model.mood = 'hang';
  await say('Hello?');
  await shows('Adjutant is thinking');
  await desktop.do('choose', 'pause');
  await shows('Adjutant is paused');
  await desktop.do('choose', 'resume');
  await model[Symbol.asyncDispose]();
  await shows('Adjutant: Nothing answers at its address.');
  expect(new Set(pictures).size).toBe(5);
});
