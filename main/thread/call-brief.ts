import { describeEnd, describeMeters, wasSilent } from '../../shared/call-outcome.ts';
import type { CallMeters, CallOutcome } from '../../shared/call-outcome.ts';
import type { EndedCall } from '../../shared/call-account.ts';
import { briefKinds } from '../../shared/thread.ts';
import type { BriefPoint, CallBrief, ThreadMessage } from '../../shared/thread.ts';
import { folded } from '../base/clean-text.ts';

const maxQuoteChars = 160;
const maxQuestions = 3;
const wasAnswered: readonly CallOutcome[] = ['answered', 'voicemail', 'cut', 'voiceless'];
const asks = /[?？؟]/u;

/** Whether a call is worth a brief: the other side said something, and not only heard that we do not take calls. */
export function hasContent({ outcome }: EndedCall, lines: readonly ThreadMessage[]): boolean {
  return wasAnswered.includes(outcome) && theirLines(lines).length > 0;
}

/** What can be told without a model, and is true: how the other side began and ended, and what they asked. */
export function builtinPoints(lines: readonly ThreadMessage[]): readonly BriefPoint[] {
  const theirs = theirLines(lines);
  const [first] = theirs;
  const last = theirs.at(-1);
  if (!first || !last) return [];
  const questions = theirs
    .filter((line) => asks.test(line.text) && line.id !== first.id && line.id !== last.id)
    .slice(-maxQuestions);
  return [
    quote('first', first),
    ...questions.map((line) => quote('question', line)),
    ...(last.id === first.id ? [] : [quote('last', last)]),
  ];
}

function theirLines(lines: readonly ThreadMessage[]): readonly ThreadMessage[] {
  return lines.filter(
    ({ channel, direction, text }) =>
      channel === 'phone' && direction === 'in' && text.trim() !== '',
  );
}

function quote(kind: BriefPoint['kind'], { id, text }: ThreadMessage): BriefPoint {
  const words = folded(text);
  const cut =
    words.length > maxQuoteChars ? `${words.slice(0, maxQuoteChars - 1).trimEnd()}…` : words;
  return { kind, text: `“${cut}”`, messageId: id };
}

/** The brief of a call: facts as the events tell them, points as they were found. */
export function toBrief(
  call: EndedCall,
  { spoken, points }: Pick<CallBrief, 'spoken' | 'points'>,
): CallBrief {
  const { direction, number, principal, outcome, endedBy } = call;
  return { direction, number, principal, outcome, endedBy, spoken, points, meters: metersOf(call) };
}

function metersOf({ answeredAt, endedAt, transcribedMs, spokenCharacters }: EndedCall): CallMeters {
  const durationMs = answeredAt === null ? null : Math.max(0, endedAt - answeredAt);
  return { durationMs, transcribedMs, spokenCharacters };
}

/** A brief in words, for the export and for whoever cannot see the card. */
export function describeBrief(brief: CallBrief): string {
  return [sayBrief(brief), describeMeters(brief.meters)].filter((line) => line !== '').join('\n');
}

/** What matters of a brief, to be said. */
export function sayBrief(brief: CallBrief): string {
  const { direction, number, principal, outcome, endedBy, points } = brief;
  const whose =
    direction === 'incoming' ? `Call from ${number} (${principal})` : `Call to ${number}`;
  const silent = wasSilent(brief) ? ', and no word was heard from them' : '';
  return [
    `${whose}: ${describeEnd(outcome, endedBy)}${silent}.`,
    ...points.map(({ kind, text }) => `${briefKinds[kind]}: ${text}`),
  ].join('\n');
}
