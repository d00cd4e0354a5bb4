import type { Here } from '../planning/say-time.ts';
import { dayOf } from '../planning/zoned-time.ts';
import { aroundRepeat, leftInHead, leftInMatter, spanIn } from './leftovers.ts';
import { clean, splitWhen } from './when.ts';
import type { When } from './when.ts';

export type ReminderWish =
  | { readonly type: 'remind'; readonly text: string; readonly when: When }
  /** It asks for one, and lacks something. */
  | {
      readonly type: 'remind-unclear';
      readonly lacks: 'text' | 'time' | 'clock' | 'repeat' | 'until' | 'which';
    }
  | { readonly type: 'reminders' }
  /** `which`: an id, or words of it. */
  | { readonly type: 'cancel'; readonly which: string };

const polite =
  "(?:(?:please|hey|ok|okay|and|also|can\\s+you|could\\s+you|would\\s+you|will\\s+you|I\\s+want\\s+you\\s+to|I'd\\s+like\\s+you\\s+to)[\\s,]+)*";
const list =
  /^(?:please\s+)?(?:(?:what|which)(?:\s+are|\s+(?:other\s+)?reminders)?\b.*\breminders?\b(?:\s+do\s+I\s+have|\s+are\s+(?:there|set))?|(?:show|list|read|tell|give)\s+(?:me\s+)?(?:all\s+)?(?:of\s+)?(?:my\s+|the\s+)?reminders|(?:all\s+)?(?:of\s+)?my\s+reminders|reminders|do\s+I\s+have\s+(?:any\s+)?reminders)(?:\s+(?:today|please|set))?\s*[.!?]*$/iu;
const cancel =
  /^(?:please\s+)?(?:cancel|delete|remove|drop|stop|forget|clear|call\s+off)\s+(?:my\s+|the\s+)?reminder\b\s*(?:number\s+|about\s+|to\s+|for\s+|of\s+|that\s+says\s+|:\s*)?(?<which>\S.*?)\s*[.!?]*$/iu;
/** Several at once are not called off by what may be a misunderstanding. */
const cancelMany =
  /^(?:please\s+)?(?:cancel|delete|remove|drop|stop|forget|clear|call\s+off)\s+(?:all\s+|every\s+)?(?:of\s+)?(?:my\s+|the\s+)?reminders\b/iu;
const cancelId =
  /^(?:please\s+)?(?:cancel|delete|remove|drop|stop|call\s+off)\s+(?<which>R\s?\d+)\s*[.!?]*$/iu;
const cancelMine =
  /^(?:please\s+)?(?:cancel|delete|remove|drop|stop)\s+(?:my|the)\s+(?<which>.+?)\s+reminder\s*[.!?]*$/iu;
const remindMe = new RegExp(
  `^${polite}(?<before>.*?)[\\s,]*\\b(?:(?:remind|alert|notify|ping|nudge)\\s+me|wake\\s+me(?:\\s+up)?|(?:don't\\s+let\\s+me\\s+forget))\\b\\s*(?<body>.*)$`,
  'isu',
);
const setReminder = new RegExp(
  `^${polite}(?:(?:set|make|create|add|schedule)\\s+(?:up\\s+)?|I\\s+(?:need|want)\\s+)(?:a\\s+|an\\s+|me\\s+a\\s+)?(?:(?:new|recurring|daily(?=\\s+reminder\\s+at))\\s+)?(?:reminder|alarm)\\b\\s*(?<body>.*)$`,
  'isu',
);
/** “At quarter to five” has a “to” that begins nothing. */
const matter =
  /^(?<head>.*?)(?<!quarter\s)(?:\b(?:to|that|about|saying)\b|^\s*of\b|:(?=\s))\s*(?<tail>\S.*)$/isu;
const usualClock = 'T09:00';

/** Null for what is about no reminder. */
export function readReminder(words: string, here: Here): ReminderWish | null {
  if (list.test(words)) return { type: 'reminders' };
  if (cancelMany.test(words)) return { type: 'remind-unclear', lacks: 'which' };
  const called = groupsOf(words, cancelId, cancel, cancelMine);
  if (called) return { type: 'cancel', which: clean(called.which) };
  const set = groupsOf(words, setReminder);
  if (set) return readBody('', set.body, here);
  const remind = groupsOf(words, remindMe);
  if (!remind) return null;
  const { before } = remind;
  // What somebody tells of a reminder is no order for one.
  const lead = before.trim() === '' ? null : splitWhen(before, here, { anywhere: true });
  if (lead && (lead.when === null || lead.rest !== '')) return null;
  const body = /\bwake\s+me/iu.test(words) ? wakeUp(remind.body) : remind.body;
  return readBody(before, body, here);
}

/** Who is woken at 6 sleeps until then: it is the morning, unless something else is said. */
function wakeUp(body: string): string {
  const isSaid = /\b(?:[ap]\.?m|morning|noon|midday|afternoon|evening|tonight|night)\b/iu.test(
    body,
  );
  const at = /\b(?<at>at\s+(?:[1-9]|1[01])(?:[:.]\d{2})?)(?![\w:.]\d|\w)/iu;
  return `${isSaid ? body : body.replace(at, '$<at> in the morning')} to wake up`;
}

type Found = Readonly<Record<'which' | 'body' | 'before', string>>;

/** What the first pattern that fits finds; empty where it finds nothing. */
function groupsOf(words: string, ...patterns: readonly RegExp[]): Found | null {
  for (const pattern of patterns) {
    const groups = pattern.exec(words)?.groups;
    if (groups) return { which: '', body: '', before: '', ...groups };
  }
  return null;
}

function readBody(before: string, body: string, here: Here): ReminderWish {
  const span = spanIn(body);
  if (span) return { type: 'remind-unclear', lacks: span };
  const { head = '', tail = body } = matter.exec(body)?.groups ?? {};
  const matterOf = head.trim() === '' ? tail : body;
  const ahead = before.trim() === '' ? null : splitWhen(before, here, { anywhere: true }).when;
  if (ahead) return complete(clean(matterOf), ahead, here);
  if (head.trim() === '') {
    const { rest, when } = splitWhen(tail, here, { anywhere: true });
    return complete(rest, when, here);
  }
  return readHead(head, tail, here) ?? readWhole(body, here);
}

function readWhole(body: string, here: Here): ReminderWish {
  const { rest, when } = splitWhen(body, here, { anywhere: true });
  return complete(rest, when, here);
}

/** What stands before the matter says when; null where it does not. */
function readHead(head: string, tail: string, here: Here): ReminderWish | null {
  const { rest, when } = splitWhen(head, here, { anywhere: true });
  if (when === null) return null;
  const left = leftInHead(rest) ?? (when.type === 'repeat' ? aroundRepeat('', tail) : null);
  if (left && when.type !== 'unclear') return { type: 'remind-unclear', lacks: left };
  // “On Friday to call Anna at 3”: the day stands before, the time behind.
  const joined = splitWhen(`${head.trim()} ${tail}`, here, { anywhere: false });
  if (!hasClock(when) && isSameDay(when, joined.when) && hasClock(joined.when)) {
    return complete(joined.rest, joined.when, here);
  }
  return complete(clean(rest === '' ? tail : `${rest} to ${tail}`), when, here);
}

function isSameDay(one: When, other: When | null): other is When {
  if (one.type !== 'once' || other?.type !== 'once') return false;
  return one.at.slice(0, 10) === other.at.slice(0, 10);
}

function hasClock(when: When): boolean {
  return when.type !== 'once' || when.hasClock;
}

function complete(text: string, when: When | null, here: Here): ReminderWish {
  const words = text
    .replace(/^(?:to|that|about|and|for)\s+/iu, '')
    .replace(/\?+$/u, '')
    .trim();
  if (when === null) return { type: 'remind-unclear', lacks: words === '' ? 'text' : 'time' };
  if (when.type === 'unclear') return { type: 'remind-unclear', lacks: when.why };
  if (words === '') return { type: 'remind-unclear', lacks: 'text' };
  const left = leftInMatter(words);
  if (left) return { type: 'remind-unclear', lacks: left };
  if (when.type !== 'once' || when.hasClock) return { type: 'remind', text: words, when };
  // On a day that is to come in the morning; of today nobody knows when.
  if (when.at === dayOf(here.now, here.timeZone)) return { type: 'remind-unclear', lacks: 'clock' };
  return {
    type: 'remind',
    text: words,
    when: { ...when, at: `${when.at}${usualClock}`, hasClock: true },
  };
}
