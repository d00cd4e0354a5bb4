import { describe, expect, test } from 'vitest';
import { failure } from '../../peers/voipbin/routes.ts';
import { openScene } from './scene.ts';

const message = { from: '+15550001000', to: '+15550002000', text: 'I am late.' };

describe('a text message', () => {
  test('is sent from our number to one other', async () => {
    const { voipbin, peer, signal } = await openScene();
    await voipbin.sendText(message, signal);
    const sent = peer.received.findLast(({ method }) => method === 'POST');
    expect(sent).toMatchObject({
      path: expect.stringMatching(/\/messages$/),
      body: {
        source: { type: 'tel', target: '+15550001000' },
        destinations: [{ type: 'tel', target: '+15550002000' }],
        text: 'I am late.',
      },
    });
  });

  test('is sent once, whatever the service says, and the likely causes are named', async () => {
    const { voipbin, peer, signal } = await openScene();
    peer.plan('POST', /messages/, failure(500, 'INTERNAL'));
    await expect(voipbin.sendText(message, signal)).rejects.toThrow(/Likely causes/);
    expect(peer.count('POST', /messages/)).toBe(1);
  });
});
