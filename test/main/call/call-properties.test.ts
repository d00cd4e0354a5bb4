import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { transition, wakeAt } from '../../../main/call/call-machine.ts';
import type { CallState } from '../../../main/call/call-state.ts';
import { apply, calls, handOver, play } from './call-moves.ts';
import { CallScene } from './call-scene.ts';

/** Since when the caller waits while neither side says a word: for an answer, or for the other party. */
function waitsSince(state: CallState): number | null {
  const { phase, reply, handOver, queue, pending, bargeIn, muted, caller } = state;
  if (phase !== 'live' || muted) return null;
  const isSilent = queue.length === 0 && pending === null && !bargeIn && caller.text === '';
  if (!isSilent) return null;
  if (reply) return reply.state === 'writing' && !reply.held ? reply.askedAt : null;
  return handOver?.since ?? null;
}

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
            // Before a goodbye what is written is still said.
            const isGone = effect.type === 'abort-reply' && state.farewell === null;
            if (isGone) gone.add(effect.turnId);
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

  test('no silence is longer than the limit while the caller waits and the voice works', () => {
    fc.assert(
      fc.property(calls, (moves) => {
        const late: number[] = [];
        play(moves, ({ state }) => {
          const since = waitsSince(state);
          if (since === null) return;
          const from = Math.max(since, state.freeAt);
          late.push(wakeAt(state) - from - state.settings.fillerAfterMs);
        });
        // Not to the last bit of a fraction of a millisecond.
        expect(late.filter((ms) => ms > 0.001)).toEqual([]);
      }),
      runs,
    );
  });

  test('after a call was handed over nothing is heard, asked or said, and no session is open', () => {
    const ours = ['say', 'talk', 'ask-model', 'flush', 'open-speaking', 'open-transcription'];
    fc.assert(
      fc.property(calls, calls, (before, after) => {
        const scene = play(before);
        // Whatever was before, this call is handed over now.
        scene.happen({ type: 'transcription-opened', transcriptionId: 'b' });
        scene
          .happen({ ...handOver })
          .wait(9000)
          .happen({ type: 'other-answered' });
        scene.happen({ type: 'calls-joined' });
        fc.pre(scene.state.phase === 'handed-over');
        const from = scene.effects.length;
        expect([scene.state.ears.type, scene.state.voice.type]).toEqual(['closed', 'closed']);
        for (const step of after) apply(scene, step);
        const done = scene.effects.slice(from).map(({ effect }) => effect.type);
        expect(done.filter((type) => ours.includes(type))).toEqual([]);
      }),
      runs,
    );
  });

  test('whoever was called to take a call over is let go when the call is over', () => {
    fc.assert(
      fc.property(calls, (moves) => {
        const scene = play([{ ...handOver }, { type: 'wait', ms: 9000 }, ...moves]);
        scene.happen({ type: 'call-status', status: 'ended' });
        const last = scene.effects
          .map(({ effect }) => effect.type)
          .findLast((type) => type === 'call-other' || type === 'release-other');
        expect(last).toBe('release-other');
      }),
      runs,
    );
  });

  test('a call that is to end is hung up', () => {
    fc.assert(
      fc.property(calls, (moves) => {
        const scene = play(moves);
        if (scene.state.phase === 'over') return;
        scene.happen({ type: 'hang-up-asked', goodbye: 'We have to end here.' });
        for (let second = 0; second < 30; second += 1) scene.takeWords().wait(1000);
        expect(scene.all('hang-up').length).toBeGreaterThan(0);
      }),
      runs,
    );
  });

  test('a call that is not over always asks to be looked at', () => {
    fc.assert(
      fc.property(calls, (moves) => {
        const forgotten: string[] = [];
        play(moves, ({ state }) => {
          const { phase } = state;
          if (phase !== 'over' && wakeAt(state) === Infinity) forgotten.push(phase);
        });
        expect(forgotten).toEqual([]);
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
