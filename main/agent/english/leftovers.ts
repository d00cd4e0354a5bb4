import { clockWords } from './clock.ts';
import { month, weekday } from './day-words.ts';

/**
 * What is left of a sentence when one time was taken out of it may say more of when: “except Friday”, “and at 5”, “10
 * minutes before the meeting”. What is not understood is asked, instead of done at another time.
 */
export type Lack = 'time' | 'repeat' | 'until';

const unit = '(?:min(?:ute)?s?|hours?|days?|nights?|weeks?|weekends?|months?|years?)';
const amount = '(?:\\d+|an?|one|two|three|four|five|six|ten|twelve|half\\s+an?|a\\s+few|several)';
const clock = `(?:at\\s+)?${clockWords}`;

const daySpan = new RegExp(
  `\\b${weekday}\\s*(?:to|-|–|through|thru|till|until)\\s*${weekday}\\b`,
  'iu',
);
const clockSpan = new RegExp(
  `^\\s*(?:from|between)\\s+${clock}\\s*(?:to|and|-|–|until|till)\\s*${clock}`,
  'iu',
);

/** A time with a beginning and an end; nobody is told from one instant until another. */
export function spanIn(text: string): Lack | null {
  if (daySpan.test(text)) return 'repeat';
  return clockSpan.test(text) ? 'time' : null;
}

const excepting = /\b(?:except|excluding|unless|but\s+not|apart\s+from|other\s+than)\b/iu;
const ending = new RegExp(
  `^,?\\s*(?:until|till)\\b|\\b(?:until|till)\\s+(?:the\\s+)?(?:end\\b|next\\b|tomorrow\\b|${weekday}\\b|${month}\\b|${clockWords}(?!\\w))|^,?\\s*for\\s+(?:the\\s+)?(?:(?:next\\s+|coming\\s+)?${amount}\\s+(?:more\\s+)?${unit}|rest\\s+of)\\b`,
  'iu',
);
const narrowing = new RegExp(
  `^,?\\s*(?:(?:in|during)\\s+(?:${month}|spring|summer|autumn|fall|winter)\\b|between\\b|from\\s+\\S+(?:\\s+[ap]m)?\\s+(?:to|until|till|through)\\b)`,
  'iu',
);
const oneMore = `(?:(?:and|then|at|on|the)\\s+)*(?:\\d|noon\\b|midnight\\b|every\\b|each\\b|${weekday}\\b)`;
const more = new RegExp(`^(?:,|and\\b|or\\b|&)\\s*${oneMore}`, 'iu');
const oneBefore = `(?:\\d{1,2}(?:[:.]\\d{2})?(?:st|nd|rd|th|\\s*[ap]m)?|${weekday}|tomorrow|today)`;
const already = new RegExp(
  `(?:(?:^|\\s)(?:at|@|for|on|the|and|,)\\s+|^|,\\s*)${oneBefore}(?:\\s*(?:,|and|&|or|to|through|-)\\s*(?:(?:on|at|the)\\s+)*)?\\s*$|\\b(?:tomorrow|today)\\s+and\\s*$`,
  'iu',
);

/** What stands around a repetition and belongs to it, in a way for which we have no pattern; null for nothing. */
export function aroundRepeat(before: string, after: string): Lack | null {
  const next = after.trimStart();
  if (ending.test(next)) return 'until';
  const isNarrowed = narrowing.test(next) || more.test(next) || already.test(before);
  return isNarrowed || excepting.test(after) || excepting.test(before) ? 'repeat' : null;
}

const ofTime = new RegExp(
  `\\d|\\b(?:every|each|once|twice|times|before|after|except|unless|until|till|between|first|third|fourth|fifth|${weekday}|${month}|${unit}|tomorrow|today|tonight|morning|afternoon|evening|noon|midnight)\\b|\\b(?:and|or)\\s*$`,
  'iu',
);
const often = /\b(?:every|each|once|twice|times)\b/iu;

/** Whether what stands between “remind me” and the matter says more of when than was understood. */
export function leftInHead(rest: string): Lack | null {
  if (!ofTime.test(rest)) return null;
  return often.test(rest) ? 'repeat' : 'time';
}

const begins = new RegExp(
  `^(?:about\\s+)?${amount}\\s+${unit}\\s+(?:before|after|prior|ahead)\\b`,
  'iu',
);
const dangles = /\b(?:and|or|from|between|before|after|until|till)$/iu;

/** The same for the matter itself, at its edges: in its midst a time belongs to it. */
export function leftInMatter(words: string): Lack | null {
  if (/^(?:every|each|once|twice)\s/iu.test(words)) return 'repeat';
  return begins.test(words) || dangles.test(words) ? 'time' : null;
}
