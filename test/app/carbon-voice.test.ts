import { beforeAll, describe, expect, test } from 'vitest';
import { deliveryShapes } from '../peers/carbon-voice/deliveries.ts';
import type { CarbonVoiceDouble } from '../peers/carbon-voice/double.ts';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import type { StoredMessage } from '../peers/carbon-voice/messages.ts';
import { ensureBuilt } from './built-app.ts';
import { startInstance, temporaryHome } from './instance.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

const env = (double: CarbonVoiceDouble, more: Readonly<Record<string, string>> = {}) => ({
  ADJUTANT_CARBONVOICE_URL: double.url,
  ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
  ...more,
});

async function untilAnswered(double: CarbonVoiceDouble, message: StoredMessage): Promise<void> {
  const { id: messageId } = message;
  await until('reply, reaction and read mark', () => {
    const isRead = double.journal.readMarks.some((mark) => mark.messageId === messageId);
    const isReacted = double.journal.reactions.some((one) => one.messageId === messageId);
    return double.repliesTo(message).length > 0 && isRead && isReacted;
  });
}

// Mostly waiting: side by side.
describe.concurrent('a message at Carbon Voice', () => {
  test('is answered in its conversation and thread, whatever shape its delivery has', async () => {
    await using double = await startCarbonVoice();
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path, env: env(double) });
    for (const shape of deliveryShapes) {
      const conversationId = `conversation of ${shape}`;
      const top = double.say({ text: 'What is on today?', conversationId });
      expect(await double.deliver(app.webhookUrl, top, shape)).toBe(204);
      await untilAnswered(double, top);
      const reply = double.say({ text: 'And tomorrow?', conversationId, replyTo: top.id });
      expect(await double.deliver(app.webhookUrl, reply, shape)).toBe(204);
      await until('both answers', () => double.repliesTo(top).length === 2);
      const sent = double.journal.calls.filter(
        ({ path, body }) =>
          path === '/v5/messages/text' && body['conversation_id'] === conversationId,
      );
      expect(sent.map(({ body }) => body['reply_to_message_id'])).toEqual([top.id, top.id]);
      await untilAnswered(double, reply);
    }
    const keys = double.sends.map(({ idempotencyKey }) => idempotencyKey);
    expect(new Set(keys).size).toBe(2 * deliveryShapes.length);
    expect(new Set(double.journal.calls.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer cv_pat_right']),
    );
  });

  test('arrives by the subscription that the app makes, which leaves out its own messages', async () => {
    await using double = await startCarbonVoice();
    double.shape = 'current-without-guids';
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path, env: env(double) });
    const [subscription] = await until('a subscription', () => {
      const { subscribed } = double.journal;
      return subscribed.length > 0 && subscribed;
    });
    expect(subscription).toMatchObject({
      url: app.webhookUrl,
      events: ['message.posted.to.channel'],
      filters: [{ key: 'creator_id', operator: 'ne', value: double.agentId }],
    });
    const message = double.say({ text: 'Anybody there?', conversationId: 'c1' });
    await untilAnswered(double, message);
  });

  test('has one subscription at a time, however often the app starts', async () => {
    await using double = await startCarbonVoice();
    await using home = await temporaryHome();
    for (let starts = 1; starts <= 3; starts += 1) {
      await using app = await startInstance({ home: home.path, env: env(double) });
      await app.untilCarbonVoice('connected');
      const standing = [...double.journal.subscriptions.values()].map(({ url }) => url);
      expect(standing).toEqual([app.webhookUrl]);
      await app.kill();
    }
    expect(double.journal.subscribed).toHaveLength(3);
  });

  test('waits for a transcript that comes later, and is answered once however often it is told', async () => {
    await using double = await startCarbonVoice();
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path, env: env(double) });
    const message = double.say({ text: '', conversationId: 'c1' });
    for (let times = 0; times < 3; times += 1) {
      expect(await double.deliver(app.webhookUrl, message, 'current')).toBe(204);
    }
    await until('it is looked at', () =>
      double.journal.calls.some(({ path }) => path === `/v6/messages/${message.id}`),
    );
    expect((await app.thread()).map(({ text, delivery }) => [text, delivery])).toEqual([
      ['', 'received'],
    ]);
    double.transcribe(message, 'note that the train leaves at nine');
    await double.deliver(app.webhookUrl, message, 'current');
    await untilAnswered(double, message);
    await double.deliver(app.webhookUrl, message, 'guide');
    const thread = await app.thread();
    expect(thread.map(({ text }) => text)).toEqual([
      'note that the train leaves at nine',
      'Noted: “the train leaves at nine”',
    ]);
    expect(double.sends).toHaveLength(1);
  });

  test.each([
    ['forgets to say', 'answer-lost'],
    ['denies with 503', 'kept-503'],
  ] as const)(
    'is answered once when the service %s that it kept the answer',
    async (_name, fault) => {
      await using double = await startCarbonVoice();
      await using home = await temporaryHome();
      await using app = await startInstance({ home: home.path, env: env(double) });
      double.sendFault = fault;
      const message = double.say({ text: 'Hello?', conversationId: 'c1' });
      await double.deliver(app.webhookUrl, message, 'current');
      await until('the reply is known to be out', async () => {
        const thread = await app.thread();
        return thread.at(-1)?.delivery === 'sent';
      });
      expect(double.repliesTo(message)).toHaveLength(1);
    },
  );

  test('is answered when the service is well again', async () => {
    await using double = await startCarbonVoice();
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path, env: env(double) });
    await app.untilCarbonVoice('connected');
    double.sendFault = 'refused';
    const message = double.say({ text: 'Hello?', conversationId: 'c1' });
    await double.deliver(app.webhookUrl, message, 'current');
    await until('a refused send', () =>
      double.journal.calls.some(({ path }) => path === '/v5/messages/text'),
    );
    await double.stop();
    const second = double.say({ text: 'And now?', conversationId: 'c2' });
    expect(await double.deliver(app.webhookUrl, second, 'guide')).toBe(204);
    await app.untilCarbonVoice('reconnecting');
    double.sendFault = 'none';
    await double.start();
    await untilAnswered(double, message);
    await untilAnswered(double, second);
    expect(double.sends).toHaveLength(2);
  });
});
