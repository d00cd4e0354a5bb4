import fc from 'fast-check';
import type { CallHappening } from '../../../main/call/call-events.ts';
import { CallScene } from './call-scene.ts';

/** Anything the service, the model or the owner may tell, in any order, with ids that may be old or unknown. */
const direction = fc.constantFrom('in', 'out');
const words = fc.constantFrom(
  ...['Yes.', 'mm-hmm', 'and then', 'Stop!', 'Hold on.', 'What is it?', 'Bye.', 'Goodbye.', ''],
);
const turnId = fc.integer({ min: 0, max: 6 });
const sessionId = fc.constantFrom('a', 'b', 'c');
const fault = fc.constantFrom('gone', 'exists', 'unsent', 'unreachable', 'refused');
const speakingStatus = fc.constantFrom('initiating', 'active', 'stopped');

export const handOver = {
  type: 'hand-over-asked',
  target: { type: 'tel', target: '+12025550144', name: '' },
  sentence: 'I will connect you now.',
} as const;

/** One thing that happens, or time that passes. */
export type Move =
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
  fc.constant({ ...handOver }),
  fc.constant({ type: 'other-answered' as const }),
  fc.constant({ type: 'calls-joined' as const }),
  fc.record({
    type: fc.constant('other-gone' as const),
    end: fc.constantFrom('busy' as const, 'no-answer' as const, 'failed' as const),
    detail: fc.constant(''),
  }),
  fc.record({ type: fc.constant('mute-changed' as const), muted: fc.boolean() }),
  fc.constant({ type: 'farewell-asked' as const, goodbye: 'Goodbye.' }),
  fc.constant({ type: 'notice' as const, pieces: ['That is done.'] }),
  fc.constant({ type: 'let-go' as const }),
  fc.record({
    type: fc.constant('hang-up-asked' as const),
    goodbye: fc.constantFrom(null, 'We have to end here.'),
  }),
  fc.record({
    type: fc.constant('approval-asked' as const),
    id: fc.constantFrom('x', 'y'),
    pieces: fc.constant(['Send it to Ada.']),
  }),
  fc.record({ type: fc.constant('approval-settled' as const), id: fc.constantFrom('x', 'y') }),
  fc.record({
    type: fc.constant('answer-read' as const),
    id: fc.constantFrom('x', 'y'),
    turnId,
    text: fc.constant('Yes.'),
    outcome: fc.constantFrom('approved' as const, 'unheard' as const, 'other' as const),
  }),
  fc.record({
    type: fc.constant('pin-checked' as const),
    verdict: fc.constantFrom({ type: 'right' as const }, { type: 'wrong' as const, left: 2 }),
  }),
  fc.constant({ type: 'confirmed-at-desk' as const }),
  fc.record({
    type: fc.constant('call-status' as const),
    status: fc.constantFrom('ringing' as const, 'progressing' as const),
  }),
);

/** A call that was answered, after these moves. */
export function play(
  moves: readonly Move[],
  check: (scene: CallScene) => void = () => {},
): CallScene {
  const scene = new CallScene({ disclosure: 'I am an AI.', greeting: 'Hello.' });
  scene.happen({ type: 'call-status', status: 'progressing' });
  scene.happen({ type: 'speaking-opened', speakingId: 'a', status: 'active' });
  for (const step of moves) {
    apply(scene, step);
    check(scene);
  }
  return scene;
}

export function apply(scene: CallScene, step: Move): void {
  if (step.type === 'wait') scene.wait(step.ms);
  else if (step.type === 'take') scene.takeWords();
  else if (step.type === 'write') {
    const turnId = scene.state.reply?.turnId ?? -1;
    scene.happen({ type: 'reply-chunk', turnId, text: step.text });
  } else scene.happen(step);
}

export const calls = fc.array(move, { maxLength: 120, size: 'max' });
