import { expect, test } from 'vitest';
import { AuthError, NetworkError, RemoteError } from '../../../shared/errors.ts';
import { answered, openDesk, ringing, says } from './desk-scene.ts';

test('words after a flush leave after its answer, so that it cannot cut them off', async () => {
  const opened = openDesk();
  const { telephony, clock } = opened;
  const ears = await answered(opened);
  const flushed = Promise.withResolvers<void>();
  telephony.flush = (id) => {
    telephony.asked.push(`flush ${id}`);
    return flushed.promise;
  };
  await clock.advanceAsync(100);
  says(telephony, ears, 'Mm-hmm.');
  await clock.advanceAsync(100);
  expect(telephony.asked.at(-1)).toMatch(/^flush/u);
  flushed.resolve();
  await clock.advanceAsync(0);
  expect(telephony.asked.at(-1)).toBe('say Hello.');
});

test('words wait for a flush that is not answered no longer than a moment', async () => {
  const opened = openDesk();
  const { telephony, clock } = opened;
  const ears = await answered(opened);
  telephony.flush = () => new Promise<never>(() => {});
  await clock.advanceAsync(100);
  says(telephony, ears, 'Mm-hmm.');
  await clock.advanceAsync(301);
  expect(telephony.asked.filter((line) => line === 'say Hello.')).toHaveLength(2);
});

test('words that a proxy did not let out are said again', async () => {
  const opened = openDesk();
  const { telephony, clock } = opened;
  const ears = await answered(opened);
  const { say } = telephony;
  let refusals = 0;
  telephony.say = (...words) => {
    refusals += 1;
    if (refusals > 1) return say.apply(telephony, words);
    return Promise.reject(new AuthError('PROXY_AUTH', 'The proxy refuses.'));
  };
  await clock.advanceAsync(100);
  says(telephony, ears, 'Mm-hmm.');
  await clock.advanceAsync(10_000);
  expect(refusals).toBeGreaterThan(1);
});

test('words without a session that wait for the ones before do not leave once the caller speaks', async () => {
  const opened = openDesk();
  const { telephony, clock } = opened;
  telephony.openSpeaking = () => Promise.reject(new RemoteError('X', 'No voice.', { status: 402 }));
  const slow = Promise.withResolvers<void>();
  const { talk } = telephony;
  let isFirst = true;
  telephony.talk = async (...words) => {
    await talk.apply(telephony, words);
    if (isFirst) await slow.promise;
    isFirst = false;
  };
  const ears = await answered(opened);
  await clock.advanceAsync(15_000);
  expect(telephony.asked).toContain('talk Hello.');
  says(telephony, ears, 'Wait a moment, please.');
  await clock.advanceAsync(10_000);
  says(telephony, ears, 'Never mind, stop talking.');
  await clock.advanceAsync(10);
  slow.resolve();
  await clock.advanceAsync(10);
  expect(telephony.asked.filter((line) => line.startsWith('talk'))).toEqual(['talk Hello.']);
});

test('a speaking whose making was never answered is found and stopped after the call', async () => {
  const opened = openDesk();
  const { telephony, clock, desk } = opened;
  const { openSpeaking, liveSpeakings } = telephony;
  telephony.openSpeaking = async (options) => {
    await openSpeaking.call(telephony, options);
    telephony.tell({ type: 'call-changed', call: { ...ringing('call'), status: 'ended' } });
    throw new NetworkError('RESET', 'The connection broke.');
  };
  let looks = 0;
  telephony.liveSpeakings = () => {
    looks += 1;
    return looks > 2
      ? liveSpeakings.call(telephony)
      : Promise.reject(new NetworkError('RESET', 'The connection broke.'));
  };
  await answered(opened);
  await clock.advanceAsync(5000);
  expect(telephony.speakings.size).toBe(0);
  expect(desk.calls).toEqual([]);
});

test.each([400, 422, 500])(
  'words that an ended session refuses with %d are said by a new one',
  async (status) => {
    const opened = openDesk();
    const { telephony, clock } = opened;
    const ears = await answered(opened);
    await clock.advanceAsync(10_000);
    const [ended] = telephony.speakings.values();
    if (ended) telephony.speakings.set(ended.id, { ...ended, status: 'stopped' });
    const { say } = telephony;
    telephony.say = async (id, text) => {
      if (id === ended?.id) throw new RemoteError('X', 'It has ended.', { status });
      await say.call(telephony, id, text);
    };
    says(telephony, ears, 'What is the time?');
    await clock.advanceAsync(5000);
    expect(telephony.asked).toContain('say You said: What is the time?');
  },
);

test('words that a live session refuses are not said by a new one', async () => {
  const opened = openDesk();
  const { telephony, clock } = opened;
  const ears = await answered(opened);
  await clock.advanceAsync(10_000);
  telephony.say = () => Promise.reject(new RemoteError('X', 'No such words.', { status: 400 }));
  says(telephony, ears, 'What is the time?');
  await clock.advanceAsync(5000);
  expect(telephony.asked.filter((line) => line.startsWith('open-speaking'))).toHaveLength(1);
});

test.each([404, 429])(
  'words answered with %d wait for no look at their session',
  async (status) => {
    const opened = openDesk();
    const { telephony, clock } = opened;
    const ears = await answered(opened);
    await clock.advanceAsync(10_000);
    const looks: string[] = [];
    telephony.readSpeaking = (id) => (looks.push(id), new Promise(() => {}));
    telephony.say = () => Promise.reject(new RemoteError('X', 'Not now.', { status }));
    says(telephony, ears, 'What is the time?');
    await clock.advanceAsync(2000);
    expect(looks).toEqual([]);
  },
);
