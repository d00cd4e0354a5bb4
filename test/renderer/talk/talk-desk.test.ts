import { expect, test } from 'vitest';
import { AppError, NetworkError } from '../../../shared/errors.ts';
import type { Microphone } from '../../../renderer/talk/microphone.ts';
import { microphoneTrouble } from '../../../renderer/talk/microphone-trouble.ts';
import { TalkDesk } from '../../../renderer/talk/talk-desk.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

class FakeMicrophone implements Microphone {
  loudness = 0;
  isOpen = true;
  level = (): number => this.loudness;
  finish = (): Promise<Uint8Array<ArrayBuffer>> => {
    this.isOpen = false;
    return Promise.resolve(new Uint8Array(50));
  };
  discard = (): void => {
    this.isOpen = false;
  };
}

type Answers = Record<string, unknown>;

function open(more: Answers = {}) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const words: string[] = [];
  const microphones: FakeMicrophone[] = [];
  const vanish: (() => void)[] = [];
  const answers: Answers = {
    'talk:ways': { isSet: true, silenceMs: 1500, review: false },
    'talk:listen': { granted: true },
    'talk:append': { received: 50 },
    'talk:write': { text: 'Hello.' },
    'talk:drop': {},
    ...more,
  };
  const listened: unknown[] = [];
  const answer = (name: string, payload: object): Promise<unknown> => {
    asked.push(name);
    if ('listening' in payload) listened.push(payload.listening);
    const given = answers[name];
    return given instanceof Error ? Promise.reject(given) : Promise.resolve(given);
  };
  const desk = new TalkDesk({
    // The answers above are those of the contract.
    request: answer as never,
    pageId: 'page',
    newId: () => 'recording',
    openMicrophone: async (onEnd) => {
      const microphone = new FakeMicrophone();
      microphones.push(microphone);
      vanish.push(onEnd);
      return microphone;
    },
    trouble: (error) => String(error),
    onWords: async (text) => {
      words.push(text);
      return null;
    },
    now: () => clock.now(),
    every: (ms, action) => {
      let cancel = clock.schedule(ms, () => again());
      const again = (): void => {
        cancel = clock.schedule(ms, () => again());
        action();
      };
      return () => cancel();
    },
  });
  const type = () => desk.store.getState().talk.type;
  return { clock, desk, answers, asked, listened, words, microphones, vanish, type };
}

async function listen(scene: ReturnType<typeof open>): Promise<FakeMicrophone> {
  scene.desk.press(false);
  await expect.poll(scene.type).toBe('recording');
  const microphone = scene.microphones.at(-1);
  if (!microphone) throw new Error('no microphone was opened');
  return microphone;
}

test('what was said is given over, written down and passed on; then nothing is open any more', async () => {
  const scene = open();
  const microphone = await listen(scene);
  microphone.loudness = 0.2;
  scene.clock.advance(1000);
  microphone.loudness = 0;
  scene.clock.advance(1500);
  expect(microphone.isOpen).toBe(false);
  await expect.poll(() => scene.words).toEqual(['Hello.']);
  expect([scene.type(), scene.clock.pending]).toEqual(['idle', 0]);
});

test('the microphone is released at once when nobody sees the page, also while it is asked for', async () => {
  const scene = open();
  const microphone = await listen(scene);
  scene.desk.hide();
  expect([microphone.isOpen, scene.clock.pending, scene.type()]).toEqual([false, 0, 'idle']);
  scene.desk.press(false);
  scene.desk.hide();
  await expect.poll(() => scene.asked.filter((name) => name === 'talk:ways').length).toBe(2);
  await new Promise(setImmediate);
  expect(scene.microphones.every(({ isOpen }) => !isOpen)).toBe(true);
  expect(scene.words).toEqual([]);
  // The second time it was called off before main was asked, which must not think otherwise.
  expect(scene.listened).toEqual([true, false, false]);
});

test('what could not be given over is given over again, and so is what main has forgotten', async () => {
  const lost = new NetworkError('PAGE_CONNECTION_LOST', 'Lost.');
  const scene = open({ 'talk:append': lost });
  const microphone = await listen(scene);
  microphone.loudness = 0.2;
  scene.clock.advance(1000);
  scene.desk.press(false);
  await expect.poll(scene.type).toBe('failed');
  scene.answers['talk:append'] = { received: 50 };
  scene.answers['talk:write'] = lost;
  scene.desk.retry();
  await expect.poll(() => scene.asked.at(-1)).toBe('talk:write');
  await expect.poll(scene.type).toBe('failed');
  scene.answers['talk:write'] = { text: 'Hello.' };
  scene.desk.retry();
  await expect.poll(() => scene.words).toEqual(['Hello.']);
  expect(scene.asked.filter((name) => name === 'talk:append')).toHaveLength(3);
});

test('a press tells whether it began or ended anything', async () => {
  const scene = open({ 'talk:write': new NetworkError('PAGE_CONNECTION_LOST', 'Lost.') });
  const { desk } = scene;
  expect([desk.listen(), desk.listen()]).toEqual([true, false]);
  await expect.poll(scene.type).toBe('recording');
  const [microphone] = scene.microphones;
  if (microphone) microphone.loudness = 0.2;
  scene.clock.advance(1000);
  expect([desk.listen(), desk.press(false), desk.press(false)]).toEqual([false, true, false]);
  await expect.poll(scene.type).toBe('failed');
  expect([desk.listen(), desk.press(false)]).toEqual([false, true]);
});

test('without a service, with another page listening, and with a microphone that vanishes it says so', async () => {
  const unset = open({ 'talk:ways': { isSet: false, silenceMs: 1500, review: false } });
  unset.desk.press(false);
  await expect.poll(unset.type).toBe('failed');
  expect([unset.desk.store.getState().isUnset, unset.microphones]).toEqual([true, []]);
  const elsewhere = open({ 'talk:listen': { granted: false } });
  elsewhere.desk.press(false);
  await expect.poll(elsewhere.type).toBe('failed');
  expect(elsewhere.microphones).toEqual([]);
  const gone = open();
  const microphone = await listen(gone);
  gone.vanish[0]?.();
  expect([gone.type(), microphone.isOpen, gone.clock.pending]).toEqual(['failed', false, 0]);
});

test('a failure keeps the recording until it is tried again or dismissed', async () => {
  const failure = new AppError('remote', { code: 'STT_REFUSED', message: 'No.' });
  const scene = open({ 'talk:write': failure });
  const microphone = await listen(scene);
  microphone.loudness = 0.2;
  scene.clock.advance(1000);
  scene.desk.press(false);
  await expect.poll(scene.type).toBe('failed');
  scene.desk.retry();
  await expect.poll(() => scene.asked.filter((name) => name === 'talk:write').length).toBe(2);
  await expect.poll(scene.type).toBe('failed');
  scene.desk.cancel();
  expect([scene.asked.at(-1), scene.type(), scene.words]).toEqual(['talk:drop', 'idle', []]);
});

const named = (name: string): Error => Object.assign(new Error('no'), { name });

test.each([
  ['NotAllowedError', 'Macintosh', /System Settings/u],
  ['NotAllowedError', 'Windows NT', /desktop apps/u],
  ['NotAllowedError', 'X11; Linux', /privacy settings of your desktop/u],
  ['NotFoundError', '', /Connect one/u],
  ['NotReadableError', '', /another program/u],
  ['TypeError', '', /page of this machine/u],
])('%s on “%s” is explained with what to do', (name, userAgent, told) => {
  expect(microphoneTrouble(named(name), { isDesktop: true, userAgent })).toMatch(told);
  expect(microphoneTrouble(named('NotAllowedError'), { isDesktop: false, userAgent })).toMatch(
    /sign beside its address/u,
  );
});
