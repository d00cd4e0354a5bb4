import { beforeAll, describe, expect, test } from 'vitest';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import { ensureBuilt } from './built-app.ts';
import { startInstance, temporaryHome } from './instance.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

describe('a pause', () => {
  test('keeps everything over a restart, and is ended by one answer each, in order', async () => {
    await using double = await startCarbonVoice();
    await using home = await temporaryHome();
    const env = {
      ADJUTANT_CARBONVOICE_URL: double.url,
      ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
    };
    const say = (text: string) => double.say({ text, conversationId: 'c1' });
    const messages = [say('One?'), say('Two?'), say('Three?')];
    {
      await using app = await startInstance({ home: home.path, env });
      await app.untilCarbonVoice('connected');
      expect((await app.cliProcess(['pause'])).code).toBe(0);
      for (const message of messages.slice(0, 2)) {
        expect(await double.deliver(app.webhookUrl, message, 'current')).toBe(204);
      }
      const said = await app.cli(['say', 'Hello?']);
      expect([said.code, said.out]).toEqual([1, '']);
      expect(said.err).toContain('paused');
      await app.kill();
    }
    await using app = await startInstance({ home: home.path, env });
    await app.untilCarbonVoice('connected');
    expect((await app.status()).paused).toBe(true);
    const last = messages[2] ?? say('never');
    expect(await double.deliver(app.webhookUrl, last, 'guide')).toBe(204);
    await until('all are read', async () => (await app.thread()).every(({ text }) => text !== ''));
    const touched = double.journal.calls.filter(
      ({ method, path }) => method !== 'GET' && !path.startsWith('/apps'),
    );
    expect(touched).toEqual([]);
    expect((await app.thread()).map(({ delivery }) => delivery)).toEqual(
      messages.map(() => 'received'),
    );

    expect((await app.cli(['resume'])).code).toBe(0);
    await until('all are answered', async () => {
      const { inbox, outbox } = await app.status();
      return inbox.pending + outbox.pending + outbox.unknown === 0 && double.sends.length >= 3;
    });
    expect(double.sends.map(({ threadId }) => threadId)).toEqual(messages.map(({ id }) => id));
    expect((await app.status()).paused).toBe(false);
  });

  test('that a variable fixes cannot be changed', async () => {
    await using home = await temporaryHome();
    await using app = await startInstance({
      home: home.path,
      env: { ADJUTANT_AGENT_PAUSED: 'true' },
    });
    expect((await app.status()).paused).toBe(true);
    for (const command of ['pause', 'resume']) {
      const { code, err } = await app.cli([command]);
      expect(code).toBe(1);
      expect(err).toContain('ADJUTANT_AGENT_PAUSED');
    }
    expect((await app.cli(['say', 'Hello?'])).code).toBe(1);
  });
});
