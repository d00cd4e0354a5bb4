import { z } from 'zod';

/** How a call came out, as far as the events of the phone service tell. */
export const callOutcomeSchema = z.enum([
  'answered',
  /** Answered by what is perhaps a machine that takes messages. */
  'voicemail',
  'busy',
  'no-answer',
  'declined',
  /** Hung up from this side before anybody answered. */
  'cancelled',
  'failed',
  /** A caller who gave up before the call was answered. */
  'missed',
  /** A call that was not to be taken: the caller got a sentence and a goodbye. */
  'refused',
  /** Adjutant stopped in the midst of it. */
  'cut',
  /** Hung up from this side, because no voice was to be had. */
  'voiceless',
]);
export type CallOutcome = z.infer<typeof callOutcomeSchema>;

/** Who ended a call; empty where it is not told. */
export const endedBySchema = z.enum(['remote', 'local', '']);
export type EndedBy = z.infer<typeof endedBySchema>;

const sentences: Readonly<Record<CallOutcome, string>> = {
  answered: 'answered',
  voicemail: 'answered, perhaps by voicemail',
  busy: 'busy',
  'no-answer': 'no answer',
  declined: 'declined: the other side hung up without answering',
  cancelled: 'hung up from this side before it was answered',
  failed: 'failed: the phone service could not connect it',
  missed: 'missed: it ended before it was answered',
  refused: 'not taken: the caller was told so',
  cut: 'cut off: Adjutant stopped during the call',
  voiceless: 'hung up from this side: nothing could be said on it, because no voice was to be had',
};

/** How a call came out in plain words, to stand after a colon or alone. */
export function describeOutcome(outcome: CallOutcome): string {
  return sentences[outcome];
}

/** How a call ended in plain words: who hung up where it was answered, else why it was not. */
export function describeEnd(outcome: CallOutcome, endedBy: EndedBy): string {
  if (outcome !== 'answered' && outcome !== 'voicemail') return sentences[outcome];
  if (endedBy === '') return sentences[outcome];
  const who = endedBy === 'remote' ? 'the other side hung up' : 'this side hung up';
  return `${sentences[outcome]}; ${who}`;
}

/** Whether it is sure that a call was answered and the other side said nothing. */
export function wasSilent(call: {
  readonly outcome: CallOutcome;
  readonly spoken: boolean;
}): boolean {
  return (call.outcome === 'answered' || call.outcome === 'voicemail') && !call.spoken;
}

/** What a call used. */
export const callMetersSchema = z.object({
  /** From the answer to the end; null where nobody answered or it is not known. */
  durationMs: z.number().nullable(),
  transcribedMs: z.number(),
  /** Accepted by the voice. */
  spokenCharacters: z.number().int(),
});
export type CallMeters = Readonly<z.infer<typeof callMetersSchema>>;

/** The meters of a call in one line; empty where it used nothing. */
export function describeMeters({
  durationMs,
  transcribedMs,
  spokenCharacters,
}: CallMeters): string {
  const parts = [
    durationMs !== null && isTold(durationMs) ? describeDuration(durationMs) : '',
    isTold(transcribedMs) ? `${describeDuration(transcribedMs)} transcribed` : '',
    spokenCharacters > 0 ? `${spokenCharacters} characters spoken` : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** Whether a duration says something: of a call that was cut off, often no more is known than that it was answered. */
export function isTold(ms: number): boolean {
  return Math.round(ms / 1000) > 0;
}

/** Hours, minutes and seconds, those that are not zero: `3 min 12 s`. */
export function describeDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const parts = [
    hours > 0 ? `${hours} h` : '',
    minutes > 0 ? `${minutes} min` : '',
    seconds % 60 > 0 || seconds === 0 ? `${seconds % 60} s` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}
