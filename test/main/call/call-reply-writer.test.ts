import { describe, expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import type { CallHappening } from '../../../main/call/call-events.ts';
import { ReplyWriter } from '../../../main/call/call-reply-writer.ts';
import type { ReplyPart } from '../../../main/call/ports.ts';
import { createSpeechCutter } from '../../../main/call/speakable.ts';

const question = {
  type: 'ask-model',
  ...{ turnId: 3, keptAs: 3, text: 'Is it free?', held: false, after: null },
} as const;
const never = new AbortController().signal;

/** A writer whose model gives one part after another, each when it is asked to. */
function open() {
  const parts: PromiseWithResolvers<ReplyPart | null>[] = [];
  const happened: CallHappening[] = [];
  const late: string[] = [];
  const stages: string[] = [];
  const next = (index: number) => (parts[index] ??= Promise.withResolvers());
  const writer = new ReplyWriter({
    ...{ callId: 'call', log: silentLogger },
    stage: (_turnId, stage) => void stages.push(stage),
    replies: {
      async *ask(_question, signal) {
        const stopped = Promise.withResolvers<never>();
        signal.addEventListener('abort', () => stopped.reject(signal.reason));
        for (let index = 0; ; index += 1) {
          const part = await Promise.race([next(index).promise, stopped.promise]);
          if (part === null) return;
          yield part;
        }
      },
    },
    createCutter: () => createSpeechCutter({ language: 'en-US' }),
    happen: (happening) => void happened.push(happening),
    late: (text) => void late.push(text),
  });
  let given = 0;
  const give = async (part: ReplyPart | null): Promise<void> => {
    next(given).resolve(part);
    given += 1;
    await new Promise((resolve) => setImmediate(resolve));
  };
  const done = writer.ask(question, never);
  return { writer, happened, late, stages, give, done };
}

const working = { type: 'working', words: null } as const;

test('the stages of an answer are told as they come', async () => {
  const { stages, happened, give, done } = open();
  await give('It is');
  expect([stages, happened]).toEqual([['model-asked', 'first-token'], []]);
  await give(' free. And');
  expect(stages.at(-1)).toBe('first-sentence');
  await give(null);
  await done;
  expect(new Set(stages)).toEqual(new Set(['model-asked', 'first-token', 'first-sentence']));
});

describe('an answer that waits for something', () => {
  test('says first what is written already', async () => {
    const { happened, give, done } = open();
    await give('I will look.');
    expect(happened).toEqual([]);
    await give(working);
    expect(happened).toEqual([
      { type: 'reply-chunk', turnId: 3, text: 'I will look.' },
      { type: 'reply-working', turnId: 3, words: null },
    ]);
    await give('It is free.');
    await give(null);
    await done;
    expect(happened.slice(2)).toEqual([
      { type: 'reply-chunk', turnId: 3, text: 'It is free.' },
      { type: 'reply-ended', turnId: 3 },
    ]);
  });

  test('that comes after the call is told to the thread, whole', async () => {
    const { writer, happened, late, give, done } = open();
    await give(working);
    writer.finishLater(3);
    writer.abortAll();
    await give('It is free ');
    await give('at three.');
    await give(null);
    await done;
    expect(late).toEqual(['It is free at three.']);
    expect(happened.filter(({ type }) => type === 'reply-chunk')).toEqual([]);
  });
});

test('what would only be spoken is stopped with the call', async () => {
  const { writer, happened, late, give, done } = open();
  await give('It is');
  writer.abortAll();
  await done;
  expect([happened, late]).toEqual([[], []]);
});
