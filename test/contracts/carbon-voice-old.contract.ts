import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../main/base/ids.ts';
import type { CarbonVoiceUnderTest } from './carbon-voice.contract.ts';

/** A service that may be one of an older time. */
export type AgingCarbonVoice = CarbonVoiceUnderTest & {
  /** From now on it lacks the routes of today. */
  becomeOld(): void;
};

const { signal } = new AbortController();

/** What a Carbon Voice of an older time must be to the app's client, which reads and sends by other routes then. */
export function oldCarbonVoiceContract(name: string, open: () => Promise<AgingCarbonVoice>): void {
  describe(`${name} as a Carbon Voice of an older time`, () => {
    let scene: AgingCarbonVoice;
    beforeEach(async () => {
      scene = await open();
    });
    afterEach(() => scene.close());

    test('gives by its id what today’s service gives', async () => {
      const { client, directId, say } = scene;
      const root = await say({ text: 'Hello there' });
      const id = await say({ text: 'See this', replyTo: root });
      const before = await client.reading.message(id, null, signal);
      scene.becomeOld();
      const message = await client.reading.message(id, directId, signal);
      expect(message).toEqual(before);
      expect(await client.reading.message('unknown', directId, signal)).toBeNull();
    });

    test('gives a message of a file alone, with the id by which it is fetched', async () => {
      const { client, directId, say } = scene;
      const file = { name: 'plan.pdf', mimeType: 'application/pdf', bytes: Buffer.from('%PDF') };
      const id = await say({ text: 'See this', file });
      const before = await client.reading.message(id, null, signal);
      scene.becomeOld();
      const message = await client.reading.message(id, directId, signal);
      expect(message?.attachments).toEqual(before?.attachments);
    });

    test('tells what is new, and the same when today’s routes are back', async () => {
      const { client, say } = scene;
      const first = await say({ text: 'One' });
      const { nextCursor } = await client.reading.updates({ since: 0 }, signal);
      scene.becomeOld();
      const second = await say({ text: 'Two' });
      const page = await client.reading.updates({ since: 0, cursor: nextCursor }, signal);
      expect(page.rows.map(({ id }) => id)).toEqual([first, second]);
      expect([page.lost, page.isCut, page.nextCursor]).toEqual([0, false, null]);
      const next = await client.reading.updates({ since: 0, onward: page.onward }, signal);
      expect(next.rows.map(({ id }) => id)).toEqual([second]);
      expect(next.hasMore).toBe(false);
    });

    test('shows what was sent the older way to whoever looks for it', async () => {
      const { client, agentId, directId: conversationId, say } = scene;
      const replyTo = await say({ text: 'Hello' });
      scene.becomeOld();
      const reply = { conversationId, text: 'Hi', idempotencyKey: newId(), replyTo };
      const sent = await client.sending.sendText(reply, signal);
      const page = await client.reading.updates({ since: 0, conversationId }, signal);
      const found = page.messages.find(({ id }) => id === sent.id);
      expect(found).toMatchObject({
        ...{ creatorId: agentId, conversationId, parentId: replyTo, kind: 'text', text: 'Hi' },
      });
    });
  });
}
