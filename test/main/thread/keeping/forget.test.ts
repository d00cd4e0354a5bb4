import { beforeEach, expect, test } from 'vitest';
import { Emitter } from '../../../../main/base/emitter.ts';
import { Forget } from '../../../../main/thread/keeping/forget.ts';
import type { Traces } from '../../../../main/thread/keeping/ports.ts';
import type { ThreadNews } from '../../../../main/thread/news.ts';
import { RefusedError } from '../../../../shared/errors.ts';

const none = {
  ...{ messages: 0, texts: 0, calls: 0, briefs: 0 },
  ...{ missedCalls: 0, notes: 0, contacts: 0, toAnswer: 0, toSend: 0 },
};

let steps: string[];
let found: Traces[];
let onCall: boolean;
let isClean: boolean;
beforeEach(() => {
  steps = [];
  found = [];
  onCall = false;
  isClean = true;
});

function traces(change: Partial<Traces> = {}): Traces {
  return { messageIds: [], callIds: [], isOwner: false, counts: none, mentions: 0, ...change };
}

function open(): Forget {
  const news = new Emitter<ThreadNews>();
  news.on((one) => {
    if (one.type === 'messages-removed') steps.push(`told ${one.messageIds.join(' ')}`);
  });
  const step = async <T>(text: string, value: T): Promise<T> => {
    steps.push(text);
    return value;
  };
  return new Forget({
    store: {
      findTraces: async () => found.shift() ?? traces(),
      eraseMessages: ({ ids, notes }) => step(`erase ${ids.join(' ')} ${notes}`, null),
      eraseCalls: ({ callIds }) => step(`calls ${callIds.join(' ')}`, null),
      eraseContacts: ({ who }) => step(`contacts ${who}`, null),
      tidy: () => step('tidy', { isClean }),
    },
    files: {
      remove: (ids) => step(`files ${ids.join(' ')}`, undefined),
    },
    isOnCall: () => onCall,
    elsewhere: async () => ['The setting phone.allow names them.'],
    news,
  });
}

test('shows what would go, and changes nothing', async () => {
  const counts = { ...none, messages: 2 };
  found.push(traces({ messageIds: ['a', 'b'], counts, mentions: 2 }));

  expect(await open().look('user-9')).toEqual({
    ...{ who: 'user-9', done: false, counts },
    left: [
      '2 other messages and notes name them: adjutant search "user-9"',
      'The setting phone.allow names them.',
    ],
  });
  expect(steps).toEqual([]);
});

test('deletes files, rows and what came in meanwhile, tells who shows it, and tidies at the end', async () => {
  found.push(
    traces({ messageIds: ['a', 'b'], callIds: ['call-1'] }),
    traces({ messageIds: ['c'] }),
  );

  const { done } = await open().forget('user-9');

  expect(done).toBe(true);
  expect(steps).toEqual([
    ...[
      'files a b',
      'erase a b delete',
      'told a b',
      'files a b',
      'calls call-1',
      'contacts user-9',
    ],
    ...['files c', 'erase c delete', 'told c', 'files c', 'tidy'],
  ]);
});

test('deletes in steps, so that nobody waits long for the store', async () => {
  const ids = Array.from({ length: 120 }, (_, index) => `m${index}`);
  found.push(traces({ messageIds: ids }));

  await open().forget('user-9');

  const sizes = steps
    .filter((step) => step.startsWith('erase'))
    .map((step) => step.split(' ').length - 2);
  expect(sizes).toEqual([50, 50, 20]);
});

test('says when what was deleted can still be read', async () => {
  isClean = false;
  const { left } = await open().forget('user-9');

  expect(left.at(-1)).toContain('once more');
});

test.each(['owner', 'agent'])('is refused for the %s', async (who) => {
  await expect(open().forget(who)).rejects.toThrow(RefusedError);
  expect(steps).toEqual([]);
});

test('is refused for the owner by another name, and during a call', async () => {
  found.push(traces({ isOwner: true }));
  await expect(open().forget('user-1')).rejects.toThrow(RefusedError);
  onCall = true;
  await expect(open().forget('+12025550177')).rejects.toThrow('A call with them goes on.');
  expect(steps).toEqual([]);
});
