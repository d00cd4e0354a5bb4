import { beforeAll, describe, expect, test } from 'vitest';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import { ensureBuilt } from './built-app.ts';
import { startInstance, temporaryHome } from './instance.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

describe('who is answered', () => {
  test('the owner and those on the list, nobody else', async () => {
    await using double = await startCarbonVoice();
    await using home = await temporaryHome();
    await using app = await startInstance({
      home: home.path,
      env: {
        ADJUTANT_CARBONVOICE_URL: double.url,
        ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
        ADJUTANT_CARBONVOICE_ALLOW: 'friend-user',
      },
    });
    const stranger = double.say({ text: 'Pay me.', conversationId: 'c1', from: 'x-user' });
    const friend = double.say({ text: 'It is me.', conversationId: 'c2', from: 'friend-user' });
    const own = double.say({ text: 'Echo.', conversationId: 'c3', from: double.agentId });
    for (const message of [stranger, friend, own]) {
      expect(await double.deliver(app.webhookUrl, message, 'current')).toBe(204);
    }
    const thread = await until('everything is settled', async () => {
      const lines = await app.thread();
      const open = lines.filter(
        ({ delivery }) => !['ignored', 'handled', 'sent'].includes(delivery),
      );
      return lines.length >= 3 && open.length === 0 && lines;
    });
    const of = (conversationId: string) =>
      thread
        .filter((line) => line.conversationId === conversationId)
        .map(({ direction, principal, delivery }) => `${direction} ${principal} ${delivery}`);
    expect(of('c1')).toEqual(['in stranger ignored']);
    expect(of('c2')).toEqual(['in trusted handled', 'out trusted sent']);
    expect(of('c3').filter((line) => line !== 'in stranger ignored')).toEqual([]);
    expect(double.repliesTo(stranger)).toHaveLength(0);
    expect(double.sends.filter(({ conversationId }) => conversationId === 'c3')).toEqual([own]);
    const touched = double.journal.reactions.map(({ messageId }) => messageId);
    expect(new Set(touched)).toEqual(new Set([friend.id]));
  });

  test('nobody, where the account names no owner', async () => {
    await using double = await startCarbonVoice({ ownerId: null });
    await using home = await temporaryHome();
    await using app = await startInstance({
      home: home.path,
      env: {
        ADJUTANT_CARBONVOICE_URL: double.url,
        ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
        ADJUTANT_CARBONVOICE_ALLOW: 'friend-user',
      },
    });
    const message = double.say({ text: 'It is me.', conversationId: 'c1', from: 'friend-user' });
    await double.deliver(app.webhookUrl, message, 'current');
    const [line] = await until('it is settled', async () => {
      const lines = await app.thread();
      return lines[0]?.delivery === 'ignored' && lines;
    });
    expect(line?.principal).toBe('stranger');
    expect(double.sends).toHaveLength(0);
    expect((await app.status()).connections.carbonvoice.remedy).not.toBe('');
  });

  test('without a token messages are kept, refused with a wrong one, answered with the right one', async () => {
    await using double = await startCarbonVoice();
    await using home = await temporaryHome();
    await using app = await startInstance({
      home: home.path,
      env: { ADJUTANT_CARBONVOICE_URL: double.url },
    });
    const messages = ['One?', 'Two?'].map((text) => double.say({ text, conversationId: 'c1' }));
    for (const message of messages) {
      expect(await double.deliver(app.webhookUrl, message, 'current')).toBe(204);
    }
    expect((await app.status()).connections.carbonvoice.status).toBe('off');
    expect((await app.thread()).map(({ delivery }) => delivery)).toEqual(['received', 'received']);

    const wrong = await app.cli(['secret', 'set', 'carbonvoice-pat'], { input: 'cv_pat_wrong\n' });
    expect(wrong.code).toBe(0);
    expect(JSON.parse(wrong.out)).toMatchObject({ name: 'carbonvoice-pat', kept: 'memory' });
    const refused = await app.untilCarbonVoice('refused');
    expect(refused.connections.carbonvoice.remedy).toContain('token');
    expect(double.sends).toHaveLength(0);

    await app.cli(['secret', 'set', 'carbonvoice-pat'], { input: 'cv_pat_right' });
    await app.untilCarbonVoice('connected');
    await until('both are answered', () => double.sends.length === 2);
    expect(double.sends.map(({ threadId }) => threadId)).toEqual(messages.map(({ id }) => id));
    expect(app.out + app.err).not.toContain('cv_pat_');
  });
});
