import type { UtteranceOptions } from './caller-script.ts';
import { wordsWithin } from './voice.ts';

/** What happens in one utterance; `afterMs` counts from its first sound. */
export type UtteranceMoment =
  | { readonly afterMs: number; readonly type: 'started' | 'ended' | 'done' }
  | { readonly afterMs: number; readonly type: 'interim'; readonly text: string }
  /** `delayMs`: how long the recognition takes from here. */
  | {
      readonly afterMs: number;
      readonly type: 'final';
      readonly text: string;
      readonly delayMs: number;
    };

/**
 * The course of an utterance that is spoken at `rate` characters a second. VoIPBIN: started with a first partial text
 * at once, further ones, ended, then the transcript.
 */
export function utteranceMoments(
  text: string,
  rate: number,
  options: UtteranceOptions,
): readonly UtteranceMoment[] {
  const { withEvents = true, interimEveryMs = 500, finalDelayMs = 300, split = 1 } = options;
  const moments: UtteranceMoment[] = [];
  let beganMs = 0;
  if (withEvents) moments.push({ afterMs: 0, type: 'started' });
  for (const part of partsOf(text, split)) {
    const lengthMs = (part.length / rate) * 1000;
    if (withEvents) moments.push(...interims(part, { beganMs, lengthMs, interimEveryMs }));
    beganMs += lengthMs;
    moments.push({ afterMs: beganMs, type: 'final', text: part, delayMs: finalDelayMs });
  }
  const last = moments.pop();
  if (withEvents) moments.push({ afterMs: beganMs, type: 'ended' });
  return [...moments, ...(last ? [last] : []), { afterMs: beganMs, type: 'done' }];
}

function interims(
  part: string,
  time: { readonly beganMs: number; readonly lengthMs: number; readonly interimEveryMs: number },
): readonly UtteranceMoment[] {
  const found: UtteranceMoment[] = [];
  let shown = '';
  for (let at = 0; at < time.lengthMs; at += time.interimEveryMs) {
    const spoken = wordsWithin(part, Math.floor((at / time.lengthMs) * part.length));
    const text = spoken || (/^\S+/.exec(part)?.[0] ?? part);
    if (text === shown) continue;
    shown = text;
    found.push({ afterMs: time.beganMs + at, type: 'interim', text });
  }
  return found;
}

/** The words in `count` parts of about the same number, or fewer where there are not as many words. */
function partsOf(text: string, count: number): readonly string[] {
  const words = text.trim().split(/\s+/);
  const size = Math.ceil(words.length / Math.max(1, count));
  const parts: string[] = [];
  for (let at = 0; at < words.length; at += size) {
    parts.push(words.slice(at, at + size).join(' '));
  }
  return parts;
}
