import type { Here } from '../planning/say-time.ts';
import { readPlan } from './plan-sentences.ts';
import type { PlanWish } from './plan-sentences.ts';
import { readReminder } from './reminder-sentences.ts';
import type { ReminderWish } from './reminder-sentences.ts';

/** What a sentence asks for, as far as it can be done without a model. */
export type Wish =
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'notes' }
  | { readonly type: 'find'; readonly words: string }
  | { readonly type: 'brief'; readonly day: 'today' | 'tomorrow' }
  | { readonly type: 'clock' }
  | { readonly type: 'help' }
  | PlanWish
  | ReminderWish;

/** A note is said as "note that …", "remember: …", "write down …" and the like. */
const note =
  /^(?:please\s+)?(?:(?:make|take|add|save)\s+(?:a\s+)?note|note(?:\s+to\s+self)?|remember|write\s+down|jot\s+down)\b(?:\s+(?:that|of|to\s+self))?\s*[:,-]?\s+(?<note>\S[\s\S]*)$/iu;
const notes =
  /^(?:please\s+)?(?:(?:what\s+are|what's\s+in|show|list|read|tell|give)\s+(?:me\s+)?)?(?:all\s+)?(?:of\s+)?(?:my|the)\s+notes\b|^what\s+did\s+I\s+(?:note|write\s+down)\b|^(?:list|show)\s+notes\b/iu;
const find =
  /^(?:please\s+)?(?:what\s+do\s+you\s+(?:know|remember)\s+about|what\s+did\s+I\s+(?:say|tell\s+you|note|write\s+down)\s+about|what\s+do\s+my\s+notes\s+say\s+about|do\s+you\s+remember\s+anything\s+about|(?:search|look\s+in(?:to)?|look\s+through)\s+(?:my\s+)?notes\s+for|(?:find|show|read)\s+(?:me\s+)?(?:my|the)\s+notes?\s+(?:about|on|of|with))\s+(?:(?:my|the|our)\s+)?(?<words>\S.*?)\s*[.!?]*$/iu;
const brief =
  /^(?:please\s+)?(?:brief\s+me\b|(?:give\s+me\s+|show\s+me\s+|read\s+me\s+)?(?:a|my|the|today's)?\s*(?:(?:morning|evening|daily)\s+)?brief(?:ing)?\b[.!?]*$|what(?:'s|\s+is|\s+do\s+I\s+have|\s+have\s+I\s+got)\s+(?:on\s+)?(?:my\s+)?(?:on\s+|up\s+|planned\s+|scheduled\s+|for\s+)*(?:the\s+)?(?<day>today|tomorrow)\b|what's\s+up\s+(?<day2>today|tomorrow)|(?:how\s+does|what\s+does|how's|what's)\s+my\s+(?:day\b|(?<day3>tomorrow)\b)|what(?:'s|\s+is)\s+(?:on|in)\s+my\s+(?:calendar|agenda|schedule)(?:\s+(?:for\s+)?(?<day4>today|tomorrow))?\s*[.!?]*$)/iu;
const clock =
  /^(?:please\s+)?(?:tell\s+me\s+)?(?:what(?:'s|\s+is)\s+the\s+(?:time|date|day)|what\s+(?:time|day|date)\s+is\s+it|what's\s+today's\s+date)\b/iu;
const help =
  /^(?:please\s+)?(?:help(?:\s+me)?|what\s+can\s+you\s+do(?:\s+for\s+me)?|how\s+can\s+you\s+help(?:\s+me)?|commands)\s*[.!?]*$/iu;

/** No sentence that we know is longer; a pattern that looks for one in a book takes its time. */
const maxChars = 2000;

/** Null for what needs somebody who understands it. */
export function readSentence(text: string, here: Here): Wish | null {
  const words = text.trim().replaceAll(/[’‘]/gu, "'");
  const kept = note.exec(words.slice(0, 200_000))?.groups?.['note'];
  if (kept !== undefined) return { type: 'note', text: text.trim().slice(-kept.length) };
  if (words.length > maxChars) return null;
  return (
    readQuestion(words) ?? readReminder(words, here) ?? readBrief(words) ?? readPlan(words, here)
  );
}

function readQuestion(words: string): Wish | null {
  const wanted = find.exec(words)?.groups?.['words'];
  if (wanted !== undefined) return { type: 'find', words: wanted };
  if (notes.test(words)) return { type: 'notes' };
  if (help.test(words)) return { type: 'help' };
  return clock.test(words) ? { type: 'clock' } : null;
}

function readBrief(words: string): Wish | null {
  const found = brief.exec(words);
  if (!found) return null;
  const { day, day2, day3, day4 } = found.groups ?? {};
  const said = (day ?? day2 ?? day3 ?? day4)?.toLowerCase();
  return { type: 'brief', day: said === 'tomorrow' ? 'tomorrow' : 'today' };
}
