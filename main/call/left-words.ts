import type { SpeechDirection, TranscriptLine } from './ports.ts';
import type { PinEar } from './step-up/pin-ear.ts';
import { wordsOf } from './spoken-words.ts';
import { isEcho } from './stop-words.ts';

/** A line of a call that stands in the thread; `at` by the clock of the phone service, epoch ms. */
export type KeptLine = {
  readonly at: number;
  readonly direction: SpeechDirection;
  readonly text: string;
};

/** A turn of the caller is kept when it is over: what was said this long before is in it, or was left out of it. */
const longBeforeMs = 5000;
/** VoIPBIN: the time that its answers tell is right to about so much. */
const toleranceMs = 2000;
/** Our own voice comes back to the caller's side within so many of our lines. */
const recentLines = 4;

/** What of the transcripts of a call comes after the caller's last line in the thread, without our own voice. */
export function leftWords(
  lines: readonly TranscriptLine[],
  kept: readonly KeptLine[],
): readonly TranscriptLine[] {
  const last = kept.findLast(({ direction }) => direction === 'in');
  const place = last ? lines.findLastIndex((line) => isKept(line, last)) : -1;
  const ours = [kept, lines].flatMap((all) =>
    all.filter(({ direction }) => direction === 'out').slice(-recentLines),
  );
  const said = ours.map(({ text }) => text);
  return lines
    .slice(place + 1)
    .filter(({ direction, text }) => direction === 'in' && !isEcho(text, said));
}

function isKept({ at, direction, text }: TranscriptLine, last: KeptLine): boolean {
  if (direction === 'out') return false;
  if (at !== null && at < last.at - longBeforeMs) return true;
  if (at !== null && at > last.at + toleranceMs) return false;
  return ` ${wordsOf(last.text).join(' ')} `.includes(` ${wordsOf(text).join(' ')} `);
}

/** The transcripts as everybody may have them, heard anew from the first on: a PIN is known by what is said around it. */
export function maskWords(
  lines: readonly TranscriptLine[],
  kept: readonly KeptLine[],
  ear: PinEar,
): readonly TranscriptLine[] {
  let now = 0;
  return lines.map((line) => {
    const before = now;
    now = Math.max(now, line.at ?? now);
    for (const { at, direction, text } of kept) {
      if (direction === 'out' && at > before && at <= now) ear.saying(text, at);
    }
    if (line.direction === 'in') {
      return { ...line, text: ear.hear(line.text, { at: now, final: true }).text };
    }
    ear.saying(line.text, now);
    return { ...line, text: ear.hearOurselves(line.text) };
  });
}
