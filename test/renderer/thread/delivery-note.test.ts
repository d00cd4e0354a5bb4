import { expect, test } from 'vitest';
import { deliveryNote } from '../../../renderer/thread/delivery-note.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import { aMessage, aReply } from '../messages.ts';

function note(message: ThreadMessage, paused = false): string | null {
  return deliveryNote(message, paused)?.text ?? null;
}

test('nothing is said of what is plain', () => {
  expect(note(aMessage('m', 1, { delivery: 'handled' }))).toBeNull();
  expect(note(aMessage('m', 1, { delivery: 'received' }))).toBeNull();
  expect(note(aReply('r', 1, { delivery: 'sent' }))).toBeNull();
  expect(note(aReply('r', 1, { delivery: 'sending' }))).toBeNull();
});

test('a message without words waits for its transcript', () => {
  const message = aMessage('m', 1, { channel: 'carbonvoice', text: '', delivery: 'received' });
  expect(note(message)).toBe('Waiting for the transcript…');
});

test('what came while paused is kept', () => {
  expect(note(aMessage('m', 1, { delivery: 'received' }), true)).toMatch(/^Kept/);
});

test.each(['phone', 'sms'] as const)('what was left by %s waits for no answer', (channel) => {
  expect(note(aMessage('m', 1, { channel, delivery: 'received' }), true)).toBeNull();
});

test.each([
  [
    aReply('r', 1, { delivery: 'failed', reason: 'No network.', attempts: 3 }),
    'Not sent: No network. · 3 attempts',
  ],
  [
    aMessage('m', 1, { delivery: 'failed', reason: 'No transcript.' }),
    'Could not be handled: No transcript.',
  ],
  [aMessage('m', 1, { delivery: 'ignored', reason: 'not allowed' }), 'Not answered: not allowed'],
  [aReply('r', 1, { delivery: 'queued' }), 'Waiting to be sent'],
  [
    aReply('r', 1, { delivery: 'sending', channel: 'carbonvoice', attempts: 2 }),
    'Sending… · 2 attempts',
  ],
  [aReply('r', 1, { delivery: 'sending', text: '' }), 'Writing…'],
  [aReply('r', 1, { delivery: 'unknown' }), 'May have been sent; the answer was lost'],
])('says what became of it, and why', (message, expected) => {
  expect(note(message)).toBe(expected);
});
