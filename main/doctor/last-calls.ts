import type { CallAccount } from '../../shared/call-account.ts';
import type { Turn } from '../../shared/turns.ts';
import { bad, good, toMinute } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { KeptPhone } from './voipbin-ports.ts';

/** A call that is shorter tells nothing: nobody may have said a word. */
const tellingMs = 20_000;
/** The guide: an answer is to be heard within two seconds. */
const slowMs = 2000;
/** Fewer turns are chance. */
const enoughTurns = 3;

/** What the last calls show: ears that never opened, a voice that said nothing, answers that come late. */
export function describeLastCalls({ calls, turns, heardCalls }: KeptPhone): Outcome {
  const last = calls.findLast(
    ({ answeredAt, endedAt }) =>
      answeredAt !== null && endedAt !== null && endedAt - answeredAt >= tellingMs,
  );
  return (last && deafOrDumb(last, heardCalls.includes(last.callId))) ?? describePace(turns);
}

function deafOrDumb(
  { startedAt, transcribedMs, spokenCharacters }: CallAccount,
  wasHeard: boolean,
): Outcome | null {
  const call = `In the last longer call (${toMinute(startedAt)})`;
  if (transcribedMs === 0) {
    return bad(
      `${call} no transcription ran, so no word was understood.`,
      'VoIPBIN may have no speech recognition set up for phone.language; the thread tells what it answered. Call again to see whether it has come back.',
    );
  }
  if (spokenCharacters === 0) {
    return bad(
      `${call} nothing was said: no speaking session became active.`,
      'Set another phone.ttsProvider, and phone.ttsFallback; then call again.',
    );
  }
  if (wasHeard) return null;
  return bad(
    `${call} the transcription ran, and no word of the other side arrived.`,
    'See that phone.transcribeDirection is both and phone.language is what is spoken; then call again.',
  );
}

function describePace(turns: readonly Turn[]): Outcome {
  const delays = turns.flatMap(({ channel, receivedAt, firstSentAt }) =>
    channel === 'phone' && receivedAt !== null && firstSentAt !== null
      ? [firstSentAt - receivedAt]
      : [],
  );
  if (delays.length < enoughTurns) return good('');
  const typicalMs = Math.round(medianOf(delays));
  const told = `Answers on the phone began ${typicalMs} ms after the end of a turn.`;
  if (typicalMs <= slowMs) return good(told);
  const modelMs = medianOf(
    turns.flatMap(({ modelAskedAt, firstTokenAt }) =>
      modelAskedAt !== null && firstTokenAt !== null ? [firstTokenAt - modelAskedAt] : [],
    ),
  );
  const isModel = modelMs > typicalMs / 2;
  return bad(
    `${told} That is too slow to talk with.`,
    isModel
      ? `Most of it is the model (${Math.round(modelMs)} ms to its first word): set a faster llm.model.`
      : 'The model is not what is slow: check the network, and have events come by socket (voipbin.delivery).',
  );
}

/** 0 of none. */
function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
