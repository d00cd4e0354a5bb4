import { describe, expect, test } from 'vitest';
import { Emitter } from '../../../main/base/emitter.ts';
import { silentLogger } from '../../../main/base/log.ts';
import type { ThreadNews } from '../../../main/thread/news.ts';
import { PhoneLog } from '../../../main/thread/phone-log.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import type { Turn } from '../../../shared/turns.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

/** A log whose disk answers, or is as slow as for ever. */
function open(disk: 'quick' | 'stuck' = 'quick') {
  const news = new Emitter<ThreadNews>();
  const told: ThreadMessage[] = [];
  news.on((one) => one.type === 'message-saved' && told.push(one.message));
  const kept: ThreadMessage[] = [];
  const turns: Turn[] = [];
  const never = new Promise<never>(() => {});
  const store = {
    appendMessage: async (message: ThreadMessage) => {
      if (disk === 'stuck') return never;
      kept.push(message);
      return message;
    },
    changeHeard: async ({ id, heard }: { readonly id: string; readonly heard: string | null }) => {
      if (disk === 'stuck') return never;
      const index = kept.findIndex((message) => message.id === id);
      const message = { ...(kept[index] as ThreadMessage), heard };
      kept[index] = message;
      return message;
    },
    saveTurn: async (turn: Turn) => {
      turns.push(turn);
      return null;
    },
  };
  const clock = new FakeClock();
  const log = new PhoneLog({ store, news, clock, log: silentLogger });
  log.open('call', { author: '+12025550123', principal: 'trusted' });
  return { log, told, kept, turns, clock };
}

const greeting = { itemId: 1, by: 'agent', text: 'Hello, how can I help?', heard: null } as const;

test('what a model was asked early about was received by then', () => {
  const { log, turns, clock } = open();
  const askedAt = clock.now();
  log.stage('call', { turnId: 1, stage: 'modelAskedAt', at: askedAt });
  clock.advance(200);
  log.caller('call', { turnId: 1, text: 'What time is it?' });
  log.stage('call', { turnId: 1, stage: 'firstSentAt', at: clock.now() });
  log.caller('call', { turnId: 2, text: 'Thanks.' });
  log.stage('call', { turnId: 2, stage: 'modelAskedAt', at: clock.now() + 5 });
  log.stage('call', { turnId: 2, stage: 'firstSentAt', at: clock.now() + 9 });
  expect(turns.map(({ receivedAt }) => receivedAt)).toEqual([askedAt, askedAt + 200]);
});

describe('words that answer nobody', () => {
  test('are one line, in which what was heard changes', () => {
    const { log, kept, told } = open();
    log.words('call', greeting);
    log.words('call', { ...greeting, text: 'how can I help?', heard: 'Hello,' });
    expect(kept).toMatchObject([
      {
        ...{ channel: 'phone', direction: 'out', author: 'agent', principal: 'trusted' },
        ...{ text: 'Hello, how can I help?', heard: 'Hello,', callId: 'call', turnId: null },
        delivery: 'sent',
      },
    ]);
    expect(told.map(({ heard }) => heard)).toEqual([null, 'Hello,']);
  });

  test('of the owner carry the owner’s name', () => {
    const { log, kept } = open();
    log.words('call', { ...greeting, by: 'owner' });
    expect(kept[0]?.author).toBe('owner');
  });
});

describe('a reply that was heard otherwise than it was thought', () => {
  test('is corrected in its own line', () => {
    const { log, kept } = open();
    log.reply('call', { turnId: 1, text: 'One two three.', heard: 'One' });
    log.reply('call', { turnId: 2, text: 'Four five.', heard: 'Four' });
    log.correct('call', { turnId: 1, heard: 'One two' });
    expect(kept.map(({ text, heard }) => [text, heard])).toEqual([
      ['One two three.', 'One two'],
      ['Four five.', 'Four'],
    ]);
    log.correct('call', { turnId: 2, heard: null });
    expect(log.lines('call').map(({ heard }) => heard)).toEqual(['One two', null]);
  });

  test('of a turn or call that nobody knows is nothing', () => {
    const { log, told } = open();
    log.correct('call', { turnId: 9, heard: 'x' });
    log.correct('other', { turnId: 1, heard: 'x' });
    expect(told).toEqual([]);
  });
});

test('a note about the call is the owner’s, and nobody on the call is told', () => {
  const { log, kept } = open();
  log.note('call', 'Note: call back.');
  expect(kept).toMatchObject([
    { channel: 'system', principal: 'owner', text: 'Note: call back.', callId: 'call' },
  ]);
});

test('a call does not hear a disk that never answers', () => {
  const { log, told } = open('stuck');
  log.words('call', greeting);
  log.caller('call', { turnId: 1, text: 'Hi.' });
  log.reply('call', { turnId: 1, text: 'One two.', heard: 'One' });
  log.correct('call', { turnId: 1, heard: null });
  expect(log.lines('call').map(({ text, heard }) => [text, heard])).toEqual([
    ['Hello, how can I help?', null],
    ['Hi.', null],
    ['One two.', null],
  ]);
  expect(told).toHaveLength(4);
});
