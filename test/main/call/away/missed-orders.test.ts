import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MissedCalls } from '../../../../main/call/away/missed-calls.ts';
import type { CallOutcome } from '../../../../shared/call-outcome.ts';
import { saveBrief, untoldCalls } from '../../../../main/store/call.ts';
import { sampleBrief } from '../../../fakes/call-samples.ts';
import { sampleReply } from '../../../fakes/thread-samples.ts';
import { endedCall, openAwayScene, startAt } from './away-scene.ts';

const { signal } = new AbortController();

/** How a call went: `outcome` of one that we had in hand, null for one that we never heard of. */
type Story = {
  readonly outcome: CallOutcome | null;
  /** Whether the service tells that somebody answered: we, or else the mailbox. */
  readonly wasAnswered: boolean;
};

const stories: readonly Story[] = [
  { outcome: null, wasAnswered: false },
  { outcome: null, wasAnswered: true },
  { outcome: 'missed', wasAnswered: false },
  { outcome: 'missed', wasAnswered: true },
  { outcome: 'answered', wasAnswered: true },
  // Older services do not tell of it.
  { outcome: 'answered', wasAnswered: false },
  { outcome: 'refused', wasAnswered: true },
  { outcome: 'cut', wasAnswered: true },
];

/** What may come in any order between the steps of the calls, each of which has its own order. */
type Move = { readonly type: 'step'; readonly call: number } | { readonly type: 'look' | 'brief' };

const moves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ type: fc.constant('step' as const), call: fc.nat(2) }) },
    { weight: 2, arbitrary: fc.constant({ type: 'look' as const }) },
    { weight: 1, arbitrary: fc.constant({ type: 'brief' as const }) },
  ),
  { maxLength: 30 },
);

type Scene = ReturnType<typeof openScene>;

/** A data file, and the looks at missed calls as the catch-up takes them: after news, and while something is awaited. */
function openScene() {
  const away = openAwayScene();
  const missed = new MissedCalls(away.deps);
  let waitMs: number | null = 0;
  return {
    ...away,
    nudge: (): void => void (waitMs = 0),
    look: async (): Promise<void> => {
      if (waitMs === null) return;
      away.clock.advance(waitMs);
      waitMs = await missed.look(signal);
    },
  };
}

/** The steps of a call: it rings, words are said, it is over at the service, and how it came out is kept. */
function stepsOf(scene: Scene, { outcome, wasAnswered }: Story, id: string): (() => void)[] {
  const over = (): void => {
    const answeredAt = wasAnswered ? startAt + 5000 : null;
    scene.history.calls.push(endedCall(id, 1000, { answeredAt }));
    const isMailboxes = wasAnswered && (outcome === null || outcome === 'missed');
    // Its end is news, how it came out is none.
    scene.nudge();
    if (isMailboxes) scene.history.voicemails.set(id, { text: 'Call me.', recordedMs: 4000 });
  };
  if (outcome === null) return [over];
  const kept = (): void => scene.handled(id, outcome);
  const talk = outcome === 'answered' ? [() => scene.said(id)] : [];
  return [() => scene.handled(id), ...talk, over, kept];
}

function writeBriefs({ db }: Scene): void {
  for (const { callId, outcome } of untoldCalls(db)) {
    const brief = { ...sampleBrief(), outcome, spoken: outcome === 'answered' };
    const line = sampleReply({ id: `${callId} brief`, turnId: null, channel: 'phone', callId });
    saveBrief(db, { callId, message: { ...line, brief } });
  }
}

/** The lines that tell of a call, in words. */
function told({ db }: Scene, callId: string): readonly unknown[] {
  const rows = db.sql.all`SELECT text, brief IS NOT NULL AS isBrief FROM message
    WHERE callId = ${callId} AND (brief IS NOT NULL
      OR id IN (SELECT messageId FROM missedCall WHERE callId = ${callId}))`;
  return rows.map(({ text, isBrief }) => (isBrief === 1 ? 'brief' : text));
}

function expected({ outcome, wasAnswered }: Story): string {
  if (outcome !== null && outcome !== 'missed') return 'brief';
  return wasAnswered ? 'Missed call. Voicemail (0:04): Call me.' : 'Missed call';
}

test('one line tells of each call, with its voicemail, in whatever order the news of it come', async () => {
  const calls = fc.array(fc.constantFrom(...stories), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(calls, moves, async (all, order) => {
      const scene = openScene();
      const steps = all.map((story, index) => stepsOf(scene, story, `call ${index}`));
      await scene.look();
      for (const move of order) {
        if (move.type === 'step') steps[move.call]?.shift()?.();
        else if (move.type === 'look') await scene.look();
        else writeBriefs(scene);
      }
      for (const step of steps.flat()) step();
      writeBriefs(scene);
      for (let count = 0; count < 10; count += 1) await scene.look();
      expect(all.map((_story, index) => told(scene, `call ${index}`))).toEqual(
        all.map((story) => [expected(story)]),
      );
    }),
    { numRuns: 150 },
  );
});
