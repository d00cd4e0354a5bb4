import { expect, test } from 'vitest';
import { Reader } from '../../../renderer/talk/reader.ts';

type Answer = { readonly type: string; readonly data?: string } | Error;

/** A page whose sound ends when the test says so. */
function open(pieces: Readonly<Record<string, readonly Answer[]>>) {
  const asked: string[] = [];
  const heard: string[] = [];
  const stopped: string[] = [];
  let end = (): void => {};
  const request = async (
    name: string,
    { readingId, at }: { readonly readingId: string; readonly at?: number },
  ): Promise<unknown> => {
    asked.push(at === undefined ? `${name} ${readingId}` : `${readingId} ${at}`);
    if (at === undefined) return {};
    await new Promise((resolve) => setImmediate(resolve));
    const answer = pieces[readingId]?.[at] ?? { type: 'end' };
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const reader = new Reader({
    // The answers above are those of the contract.
    request: request as never,
    play: (piece) => {
      const name = piece.type === 'sound' ? piece.data : piece.text;
      heard.push(name);
      const { promise, resolve } = Promise.withResolvers<void>();
      end = resolve;
      return {
        done: promise,
        stop: () => {
          stopped.push(name);
          resolve();
        },
      };
    },
    trouble: (error) => String(error),
  });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    ...{ reader, asked, heard, stopped, settle },
    end: async () => {
      end();
      await settle();
    },
  };
}

const sound = (data: string): Answer => ({ type: 'sound', data });

test('plays the pieces in order, each made while the one before is heard', async () => {
  const { reader, asked, heard, end, settle } = open({ a: [sound('a0'), sound('a1')] });
  reader.begin('a');
  await settle();
  expect([heard, asked]).toEqual([['a0'], ['a 0', 'a 1']]);
  expect(reader.store.getState().isReading).toBe(true);
  await end();
  expect(heard).toEqual(['a0', 'a1']);
  await end();
  expect(reader.store.getState()).toEqual({ isReading: false, trouble: null });
});

test('reads a second answer after the first', async () => {
  const { reader, heard, end, settle } = open({ a: [sound('a0')], b: [sound('b0')] });
  reader.begin('a');
  reader.begin('b');
  await settle();
  expect(heard).toEqual(['a0']);
  await end();
  expect(heard).toEqual(['a0', 'b0']);
});

test('is silent at once, asks for nothing more, and reads the next answer', async () => {
  const { reader, asked, heard, stopped, settle } = open({
    a: [sound('a0'), sound('a1'), sound('a2')],
    b: [sound('b0')],
    c: [sound('c0')],
  });
  reader.begin('a');
  reader.begin('b');
  await settle();
  expect(reader.stop()).toBe(true);
  expect(stopped).toEqual(['a0']);
  expect(reader.store.getState().isReading).toBe(false);
  await settle();
  expect(asked).toEqual(['a 0', 'a 1', 'talk:hush a', 'talk:hush b']);
  expect(reader.stop()).toBe(false);
  reader.begin('c');
  await settle();
  expect(heard).toEqual(['a0', 'c0']);
});

test('asks again for what takes its time, until it is stopped', async () => {
  const { reader, asked, settle } = open({ a: [{ type: 'wait' }] });
  reader.begin('a');
  await settle();
  const before = asked.length;
  expect(before).toBeGreaterThan(1);
  reader.stop();
  await settle();
  const after = asked.length;
  await settle();
  expect(asked.length).toBe(after);
});

test('tells the same trouble with every answer once, and again after one that was read', async () => {
  const { reader, heard, end, settle } = open({
    ...{ a: [new Error('broken')], b: [new Error('broken')] },
    ...{ c: [sound('c0')], d: [new Error('broken')] },
  });
  reader.begin('a');
  await settle();
  expect(reader.store.getState()).toEqual({ isReading: false, trouble: 'Error: broken' });
  reader.dismiss();
  reader.begin('b');
  await settle();
  expect(reader.store.getState().trouble).toBeNull();
  reader.begin('c');
  await settle();
  await end();
  expect(heard).toEqual(['c0']);
  reader.begin('d');
  await settle();
  expect(reader.store.getState().trouble).toBe('Error: broken');
});
