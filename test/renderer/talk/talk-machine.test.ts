import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  idle,
  isOpen,
  talkStep,
  type TalkEffect,
  type TalkEvent,
  type TalkState,
} from '../../../renderer/talk/talk-machine.ts';
import { maxRecordingMs } from '../../../shared/talk.ts';

const silenceMs = 1500;

function run(events: readonly TalkEvent[], from: TalkState = idle) {
  let state = from;
  const effects: TalkEffect[] = [];
  for (const event of events) {
    const step = talkStep(state, event, silenceMs);
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, effects };
}

const press = (at: number, isHeld = false): TalkEvent => ({ type: 'press', at, isHeld });
const release = (at: number): TalkEvent => ({ type: 'release', at });
const opened = (at: number): TalkEvent => ({ type: 'opened', at });
const loud = (at: number): TalkEvent => ({ type: 'level', at, level: 0.1 });
const quiet = (at: number): TalkEvent => ({ type: 'level', at, level: 0.001 });

test('a press begins, and a second one ends and has it written down', () => {
  const { state, effects } = run([press(0), opened(10), loud(500), press(900)]);
  expect(state).toEqual({ type: 'writing' });
  expect(effects).toEqual(['open-microphone', 'finish']);
});

test('silence after words ends it, and not before something was said', () => {
  const before = [press(0), opened(0), quiet(2000), quiet(9000)];
  expect(run(before).state).toMatchObject({ type: 'recording', heardAt: null });
  expect(run([...before, loud(9100), quiet(10_599)]).state.type).toBe('recording');
  expect(run([...before, loud(9100), quiet(10_600)])).toEqual({
    state: { type: 'writing' },
    effects: ['open-microphone', 'finish'],
  });
});

test('held down it listens until it is let go, whatever is said', () => {
  const held = [press(0, true), opened(10), loud(100), quiet(5000)];
  expect(run(held).state.type).toBe('recording');
  expect(run([...held, release(5100)]).state.type).toBe('writing');
});

test('a short press only begins; so does a hold whose release is out of sight', () => {
  expect(run([press(0, true), opened(10), release(200), loud(700)]).state.type).toBe('recording');
  const blurred = run([press(0, true), opened(10), loud(100), { type: 'blur' }, release(5000)]);
  expect(blurred.state.type).toBe('recording');
});

test.each([
  ['short', [press(0), opened(0), loud(100), press(300)]],
  ['silent', [press(0), opened(0), quiet(1000), press(2000)]],
  ['silent', [press(0), opened(0), quiet(10_000)]],
  ['cancelled', [press(0), opened(0), loud(1000), { type: 'cancel' }]],
  ['cancelled', [press(0), { type: 'typed' }]],
  ['cancelled', [press(0), opened(0), { type: 'typed' }]],
  ['hidden', [press(0), opened(0), loud(1000), { type: 'hidden' }]],
  ['hidden', [press(0), { type: 'hidden' }]],
  ['short', [press(0, true), release(600)]],
] as const)('throws away what is %s, and says so', (note, events) => {
  const { state, effects } = run(events);
  expect(state).toEqual({ type: 'idle', note });
  expect(effects).toEqual(['open-microphone', 'discard']);
});

test('a window that listens by itself ends it without a word when the owner types or leaves, and nothing was said', () => {
  const unasked: readonly TalkEvent[] = [{ type: 'listen' }, opened(0), quiet(500)];
  for (const end of [{ type: 'typed' }, { type: 'hidden' }] as const) {
    for (const events of [unasked.slice(0, 1), unasked]) {
      expect(run([...events, end])).toEqual({
        state: idle,
        effects: ['open-microphone', 'discard'],
      });
    }
  }
  const said = run([...unasked, loud(600)]);
  expect(run([{ type: 'typed' }], said.state)).toEqual({ state: said.state, effects: [] });
  expect(run([{ type: 'hidden' }], said.state).state).toEqual({ type: 'idle', note: 'hidden' });
  expect(run([...unasked, { type: 'cancel' }]).state).toEqual({ type: 'idle', note: 'cancelled' });
});

test('the longest recording is written down', () => {
  const steps = Array.from({ length: 120 }, (_, index) => loud(index * 1000));
  expect(run([press(0), opened(0), ...steps]).state.type).toBe('recording');
  expect(run([press(0), opened(0), ...steps, loud(maxRecordingMs)]).state.type).toBe('writing');
});

test('a failure can be tried again while the recording is there, or dismissed', () => {
  const written: readonly TalkEvent[] = [press(0), opened(0), loud(500), press(900)];
  const failure = { type: 'not-written', reason: 'No.', canRetry: true } as const;
  const { state } = run([...written, failure]);
  expect(state).toEqual({ type: 'failed', reason: 'No.', canRetry: true });
  expect(run([{ type: 'retry' }], state)).toEqual({
    state: { type: 'writing' },
    effects: ['write-again'],
  });
  expect(run([{ type: 'cancel' }], state)).toEqual({ state: idle, effects: ['abandon'] });
});

test('the window that is shown listens, but neither ends nor throws away anything for it', () => {
  const listen: TalkEvent = { type: 'listen' };
  const begun = {
    state: { type: 'opening', downAt: null, unasked: true },
    effects: ['open-microphone'],
  };
  expect(run([listen])).toEqual(begun);
  expect(run([listen], { type: 'failed', reason: 'No.', canRetry: false })).toEqual(begun);
  for (const busy of [
    run([press(0)]).state,
    run([press(0), opened(0), loud(500)]).state,
    { type: 'writing' } as const,
    { type: 'failed', reason: 'No.', canRetry: true } as const,
  ]) {
    expect(run([listen], busy)).toEqual({ state: busy, effects: [] });
  }
});

const anyEvent: fc.Arbitrary<(at: number) => TalkEvent> = fc.oneof(
  fc.boolean().map((isHeld) => (at: number) => press(at, isHeld)),
  fc.constant(release),
  fc.constant(loud),
  fc.constant(quiet),
  fc
    .constantFrom<TalkEvent>(
      { type: 'blur' },
      { type: 'listen' },
      { type: 'failed', reason: 'Gone.' },
      { type: 'written' },
      { type: 'not-written', reason: 'No.', canRetry: true },
      { type: 'retry' },
      { type: 'hidden' },
      { type: 'typed' },
      { type: 'cancel' },
    )
    .map((event) => () => event),
);

test('whatever happens, the microphone is open only where it is seen, and closed once', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyEvent, fc.nat(3000)), { maxLength: 60 }), (events) => {
      let state: TalkState = idle;
      let [at, isMicrophoneOpen] = [0, false];
      const take = (event: TalkEvent): void => {
        const step = talkStep(state, event, silenceMs);
        state = step.state;
        const opens = step.effects.filter((effect) => effect === 'open-microphone').length;
        const closes = step.effects.filter((one) => one === 'discard' || one === 'finish').length;
        // What is open is not opened again, and what is closed not closed again.
        const isNow = Number(isMicrophoneOpen) + opens - closes;
        expect([0, 1]).toContain(isNow);
        isMicrophoneOpen = isNow === 1;
        expect(isMicrophoneOpen).toBe(isOpen(state));
        expect(event.type === 'hidden' && isMicrophoneOpen).toBe(false);
      };
      for (const [make, wait] of events) {
        at += wait;
        // It opens sooner or later, if nobody called it off.
        if (state.type === 'opening' && wait > 1000) take(opened(at));
        take(make(at));
      }
    }),
    { numRuns: 300 },
  );
});
