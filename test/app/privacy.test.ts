import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import { startModelServer } from '../peers/model-server.ts';
import { ensureBuilt } from './built-app.ts';
import { startInstance, temporaryHome } from './instance.ts';
import { exchange, rawRequest } from './raw-exchange.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

const words = 'The merger with Umbra closes on Friday';

test('the log tells no words, names, paths or tokens, and the files are for their owner only', async () => {
  await using double = await startCarbonVoice({ ownerId: 'owner-of-secrets' });
  await using model = await startModelServer();
  model.words = () => ['Umbra ', 'it ', 'is.'];
  await using home = await temporaryHome();
  await using app = await startInstance({
    home: home.path,
    env: {
      ADJUTANT_LOG: 'debug',
      ADJUTANT_CARBONVOICE_URL: double.url,
      ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
      ADJUTANT_LLM_URL: model.url,
      ADJUTANT_LLM_MODEL: 'small',
      ADJUTANT_LLM_KEY: 'llm-key-of-test',
    },
  });
  const message = double.say({ text: words, conversationId: 'conversation-of-secrets' });
  double.sendFault = 'refused';
  await double.deliver(app.webhookUrl, message, 'current');
  await until('a refused send', () =>
    double.journal.calls.some(({ path }) => path === '/v5/messages/text'),
  );
  double.sendFault = 'none';
  model.mood = 'fail';
  await app.cli(['say', words]);
  await app.cli(['secret', 'set', 'stt-key'], { input: 'stt-key-of-test' });
  const bad = rawRequest(app.ready.ingress.carbonvoice, `{"words":"${words}"}`);
  await exchange(app.ready.ingress.local, { write: (socket) => void socket.write(bad) });
  const [code = ''] = app.ready.ui.split('#code=').slice(1);
  await app.cli(['quit']);
  expect((await app.exited).code).toBe(0);

  expect(app.err).not.toBe('');
  const hooks = [app.ready.ingress.carbonvoice, app.ready.ingress.voipbin, code];
  const ids = [message.id, 'owner-of-secrets', 'conversation-of-secrets'];
  const tokens = ['cv_pat_', 'llm-key-of-test', 'stt-key-of-test'];
  for (const secret of ['Umbra', ...tokens, ...hooks, ...ids]) {
    expect(app.err).not.toContain(secret);
    expect(app.out.split('\n').slice(1).join('')).not.toContain(secret);
  }
  const entries = await readdir(home.path, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    expect([path, (await stat(path)).mode & 0o077]).toEqual([path, 0]);
    if (!entry.isFile()) continue;
    const bytes = await readFile(path, 'latin1');
    for (const token of tokens) expect(bytes.includes(token)).toBe(false);
  }
});
