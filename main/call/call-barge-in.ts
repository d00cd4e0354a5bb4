import { callTimes } from './call-settings.ts';
import { dropReply } from './call-replies.ts';
import { splitHeard } from './call-speech.ts';
import type { SpeechItem } from './call-state.ts';
import type { CallStep } from './call-step.ts';

/**
 * The caller speaks while the agent does. On the first sign everything is held: nothing more is said, what is
 * playing is flushed, the model stops. Whether it were words is decided a moment later.
 */
export function beginBargeIn(step: CallStep): void {
  const { voice, reply, bargeIn } = step.state;
  if (bargeIn || !step.agentSpeaks) return;
  const { heard, unheard } = splitHeard(step.state, step.at);
  if (voice.type === 'open') step.effect({ type: 'flush', speakingId: voice.speakingId });
  if (reply?.state === 'writing') step.effect({ type: 'abort-reply', turnId: reply.turnId });
  step.set({
    bargeIn: {
      since: step.at,
      speaking: true,
      unheard,
      heard: heard.map(({ text }) => text).join(' '),
    },
    played: heard,
    queue: [],
    pending: null,
    freeAt: step.at,
  });
}

export function bargeInSpeechEnded(step: CallStep): void {
  const { bargeIn } = step.state;
  if (bargeIn) step.set({ bargeIn: { ...bargeIn, speaking: false } });
}

/** They were words: the rest of the reply is void, except what the caller is owed. */
export function confirmBargeIn(step: CallStep): void {
  const { bargeIn, reply } = step.state;
  if (!bargeIn) return;
  // The model was stopped when it began.
  if (reply?.state === 'writing') step.set({ reply: { ...reply, state: 'written' } });
  const owed = bargeIn.unheard.filter((item) => item.owed);
  step.set({ bargeIn: null, queue: [...owed, ...step.state.queue] });
  dropReply(step);
}

/** A cough, a "mm-hmm", an echo: the agent goes on where it stopped, in a turn of its own. */
export function resumeSpeech(step: CallStep): void {
  const { bargeIn, reply } = step.state;
  if (!bargeIn) return;
  const turnId = reply ? step.nextTurn() : null;
  const unheard = bargeIn.unheard.map((item): SpeechItem =>
    item.kind === 'reply' ? { ...item, turnId } : item,
  );
  step.set({ bargeIn: null, queue: [...unheard, ...step.state.queue] });
  if (!reply || turnId === null) return;
  step.set({ reply: { ...reply, turnId } });
  if (reply.state !== 'writing') return;
  const after = reply.pieces.join(' ');
  step.effect({ type: 'ask-model', turnId, text: reply.callerText, after });
}

/** The instant at which a barge-in without words is taken for a false alarm. */
export function falseAlarmAt({ bargeIn }: CallStep['state']): number {
  return bargeIn ? bargeIn.since + callTimes.falseAlarmMs : Infinity;
}
