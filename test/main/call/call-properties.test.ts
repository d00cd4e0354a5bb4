import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallHappening } from '../../../main/call/call-events.ts';
import { transition, wakeAt } from '../../../main/call/call-machine.ts';
import type { CallState } from '../../../main/call/call-state.ts';
import { CallScene } from './call-scene.ts';

/** Anything the service, the model or the owner may tell, in any order, with ids that may be old or unknown. */
const direction = fc.constantFrom('in', 'out');
const words = fc.constantFrom('Yes.', 'mm-hmm', 'and then', 'Stop!', 'Hold on.', 'What is it?', '');
const turnId = fc.integer({ min: 0, max: 6 });
const sessionId = fc.constantFrom('a', 'b', 'c');
const fault = fc.constantFrom('gone', 'exists', 'unsent', 'unreachable', 'refused');
const speakingStatus = fc.constantFrom('initiating', 'active', 'stopped');

type Move =
  /** The model goes on with the present turn. */
  | { readonly type: 'write'; readonly text: string }
  | CallHappening
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'take' };

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('write' as const),
      text: fc.constantFrom('One.', 'A longer piece of the answer.'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('wait' as const),
      ms: fc.integer({ min: 1, max: 4000 }),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ type: 'take' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constantFrom('speech-started' as const, 'speech-ended' as const),
      direction,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constantFrom('speech-interim' as const, 'transcript' as const),
      direction,
      text: words,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('reply-chunk' as const),
      turnId,
      text: fc.constantFrom('One.', 'A longer piece of the answer.'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('reply-ended' as const), turnId }) },
  fc.record({
    type: fc.constant('reply-working' as const),
    turnId,
    words: fc.constantFrom(null, 'Let me look.'),
  }),
  fc.record({ type: fc.constant('transcription-opened' as const), transcriptionId: sessionId }),
  fc.record({ type: fc.constant('transcription-failed' as const), fault }),
  fc.record({ type: fc.constant('transcription-ended' as const), transcriptionId: sessionId }),
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('speaking-opened' as const),
      speakingId: sessionId,
      status: speakingStatus,
    }),
  },
  fc.record({
    type: fc.constant('speaking-status' as const),
    speakingId: sessionId,
    status: speakingStatus,
  }),
  fc.record({ type: fc.constant('speaking-failed' as const), fault }),
  fc.record({
    type: fc.constant('say-failed' as const),
    itemId: fc.integer({ min: 0, max: 12 }),
    fault,
  }),
  fc.record({ type: fc.constant('owner-says' as const), text: fc.constant('From the desk.') }),
  fc.record({ type: fc.constant('mute-changed' as const), muted: fc.boolean() }),
  fc.record({
    type: fc.constant('call-status' as const),
    status: fc.constantFrom('ringing' as const, 'progressing' as const),
  }),
);

function play(moves: readonly Move[], check: (scene: CallScene) => void = () => {}): CallScene {
  const scene = new CallScene({ disclosure: 'I am an AI.', greeting: 'Hello.' });
  scene.happen({ type: 'call-status', status: 'progressing' });
  scene.happen({ type: 'speaking-opened', speakingId: 'a', status: 'active' });
  for (const step of moves) {
    apply(scene, step);
    check(scene);
  }
  return scene;
}

function apply(scene: CallScene, step: Move): void {
  if (step.type === 'wait') scene.wait(step.ms);
  else if (step.type === 'take') scene.takeWords();
  else if (step.type === 'write') {
    const turnId = scene.state.reply?.turnId ?? -1;
    scene.happen({ type: 'reply-chunk', turnId, text: step.text });
  } else scene.happen(step);
}

/** A turn is pending, and neither side says a word. */
function waitsInSilence(state: CallState): boolean {
  const { phase, reply, queue, pending, bargeIn, muted, caller } = state;
  if (phase !== 'live' || reply?.state !== 'writing' || reply.held || muted) return false;
  return queue.length === 0 && pending === null && !bargeIn && caller.text === '';
}

const calls = fc.array(move, { maxLength: 120, size: 'max' });
const runs = { numRuns: 400 };

describe('whatever happens in whatever order', () => {
  test('no word of a turn is said after it was interrupted or given up', () => {
    fc.assert(
      fc.property(calls, (moves) => {
        const gone = new Set<number>();
        const saidAfterwards: number[] = [];
        let seen = 0;
        play(moves, ({ effects, state }) => {
          for (const { effect } of effects.slice(seen)) {
            if (effect.type === 'abort-reply') gone.add(effect.turnId);
            const turnId = effect.type === 'say' ? (effect.turnId ?? -1) : -1;
            if (gone.has(turnId)) saidAfterwards.push(turnId);
          }
          seen = effects.length;
          // What is open to doubt is over under this turn, whatever comes of it; only what works on goes on.
          if (state.bargeIn?.stopped && state.reply) gone.add(state.reply.turnId);
        });
        expect(saidAfterwards).toEqual([]);
      }),
      runs,
    );
  });

  test('the model writes one reply at a time, and none when the call is over', () => {
    fc.assert(
      fc.property(calls, (moves) => {
        const scene = new CallScene().happen({ type: 'call-status', status: 'progressing' });
        const writing = new Set<number>();
        const most: number[] = [];
        let seen = 0;
        const follow = (): void => {
          for (const { effect } of scene.effects.slice(seen)) {
            if (effect.type === 'ask-model') writing.add(effect.turnId);
            const isEnd = effect.type === 'abort-reply' || effect.type === 'finish-reply-later';
            if (isEnd) writing.delete(effect.turnId);
          }
          seen = scene.effects.length;
          most.push(writing.size);
        };
        for (const step of moves) {
          apply(scene, step);
          if (step.type === 'reply-ended') writing.delete(step.turnId);
          follow();
        }
        scene.happen({ type: 'call-status', status: 'ended' });
        follow();
        expect(Math.max(...most)).toBeLessThanOrEqual(1);
        expect([...writing]).toEqual([]);
      }),
      runs,
    );
  });

  test('nothing is said between a flush and the next decision', () => {
    fc.assert(
      fc.property(calls, (moves) => {
        const broken: boolean[] = [];
        play(moves, ({ state }) => broken.push(state.bargeIn !== null && state.pending !== null));
        expect(broken).not.toContain(true);
      }),
      runs,
    );
  });

  test('every session that was opened is stopped when the call is over', () => {
    fc.assert(
      fc.property(calls, (moves) => {
        const opened = new Set<string>();
        const scene = new CallScene().happen({ type: 'call-status', status: 'progressing' });
        for (const step of moves) {
          apply(scene, step);
          if (step.type === 'transcription-opened') opened.add(`ears ${step.transcriptionId}`);
          // One that was stopped at its creation is nobody's any more.
          if (step.type === 'speaking-opened' && step.status !== 'stopped') {
            opened.add(`voice ${step.speakingId}`);
          }
          if (step.type === 'transcription-ended') opened.delete(`ears ${step.transcriptionId}`);
          if (step.type === 'speaking-status' && step.status === 'stopped') {
            opened.delete(`voice ${step.speakingId}`);
          }
          if (step.type === 'say-failed') opened.clear();
        }
        scene.happen({ type: 'call-status', status: 'ended' });
        const stopped = new Set([
          ...scene.all('stop-transcription').map((effect) => `ears ${effect.transcriptionId}`),
          ...scene.all('stop-speaking').map((effect) => `voice ${effect.speakingId}`),
        ]);
        expect([...opened].filter((session) => !stopped.has(session))).toEqual([]);
      }),
      runs,
    );
  });

  test('time goes on: a wake-up never asks for itself again for ever, and an ended call asks for none', () => {
    fc.assert(
      fc.property(calls, (moves) => {
        // `wait` throws after a thousand wake-ups in one stretch.
        const scene = play(moves).happen({ type: 'call-status', status: 'ended' });
        // The last words may be on their way for a moment.
        scene.wait(2000);
        expect(scene.all('finish')).toHaveLength(1);
        expect(wakeAt(scene.state)).toBe(Infinity);
      }),
      runs,
    );
  });

  test('no silence is longer than the limit while a turn is pending and the voice works', () => {
    fc.assert(
      fc.property(calls, (moves) => {
        const late: number[] = [];
        play(moves, ({ state }) => {
          if (!waitsInSilence(state)) return;
          const since = Math.max(state.reply?.askedAt ?? 0, state.freeAt);
          late.push(wakeAt(state) - since - state.settings.fillerAfterMs);
        });
        // Not to the last bit of a fraction of a millisecond.
        expect(late.filter((ms) => ms > 0.001)).toEqual([]);
      }),
      runs,
    );
  });

  test('the same events lead to the same state', () => {
    fc.assert(
      fc.property(calls, (moves) => {
        const [one, two] = [play(moves), play(moves)];
        expect(one.state).toEqual(two.state);
        const again = transition(one.state, { type: 'time', at: one.at });
        expect(again).toEqual(transition(two.state, { type: 'time', at: two.at }));
      }),
      { numRuns: 100 },
    );
  });
});
