import type { TaskState } from '../../../shared/planning.ts';
import type { Here } from '../planning/say-time.ts';
import { dayOf, timeOf } from '../planning/zoned-time.ts';
import { clean, splitWhen } from './when.ts';
import type { When } from './when.ts';

export type PlanWish =
  | {
      readonly type: 'task';
      readonly title: string;
      /** Local date, or date with time; null for none. */
      readonly due: string | null;
      readonly waitingFor: string | null;
      readonly people: readonly string[];
    }
  | { readonly type: 'task-unclear'; readonly lacks: 'title' | 'repeat' }
  | { readonly type: 'tasks'; readonly state: TaskState | 'all'; readonly person: string | null }
  /** `which`: an id, or words of it. */
  | { readonly type: 'task-state'; readonly which: string; readonly state: TaskState };

const minuteMs = 60_000;
const please = '(?:(?:please|hey|ok|okay|also|can\\s+you|could\\s+you)[\\s,]+)*';
const task = '(?:tasks?|to-?\\s?dos?|(?:action\\s+)?items?)';
const id = '(?<id>(?:T\\s?|#)?\\d{1,9})';

function sentence(words: string): RegExp {
  return new RegExp(`^${please}${words}\\s*[.!?]*$`, 'isu');
}

const lists: readonly (readonly [RegExp, TaskState | 'all'])[] = [
  [
    sentence(`(?:what|which)\\s+(?:${task}\\s+)?(?:am\\s+I|are\\s+we)\\s+waiting\\s+(?:for|on)`),
    'open',
  ],
  [
    sentence(
      `(?:(?:show|list|read|tell|give|what\\s+are|what's\\s+on|what\\s+is\\s+on)\\s+)?(?:me\\s+)?(?:all\\s+(?:of\\s+)?(?=my\\b|the\\b))?(?:my|the)?\\s*(?<state>open|done|finished|completed|dropped|all)?\\s*(?:${task}(?:\\s+list)?|follow-?\\s?ups)(?:\\s+(?:do\\s+I\\s+have|are\\s+(?:there|open)|please))?`,
    ),
    'open',
  ],
  [sentence(`what\\s+${task}\\s+(?:do\\s+I\\s+have|are\\s+(?:there|open|left))`), 'open'],
  [
    sentence(
      'what\\s+(?:do\\s+I\\s+(?:have|need)|have\\s+I\\s+got|is\\s+there)\\s+(?:left\\s+)?to\\s+do',
    ),
    'open',
  ],
  [
    sentence(
      `(?:(?:show|list)\\s+)?(?:me\\s+)?(?:my\\s+|the\\s+)?${task}\\s+(?:with|about|for|concerning)\\s+(?<person>\\p{Lu}[\\p{L}' -]{0,60})`,
    ),
    'open',
  ],
  [
    sentence(
      `(?:what|which)\\s+(?:${task}\\s+)?(?:do\\s+I\\s+have\\s+)?(?:with|about|concerns?|for)\\s+(?<person>\\p{Lu}[\\p{L}' -]{0,60})`,
    ),
    'open',
  ],
];
const states: readonly (readonly [RegExp, TaskState])[] = [
  [
    sentence(
      `(?:(?:the\\s+)?${task}\\s+)?${id}\\s+(?:is\\s+|was\\s+)?(?:done|finished|completed?)`,
    ),
    'done',
  ],
  [
    sentence(
      `(?:I(?:'m|'ve|\\s+am|\\s+have)?\\s+)?(?:done|finished|completed)\\s+(?:with\\s+)?(?:(?:the\\s+)?${task}\\s+)?${id}`,
    ),
    'done',
  ],
  [
    sentence(
      `(?:complete|finish|close|tick\\s+off|check\\s+off|tick|done)\\s+(?:(?:the\\s+)?${task}\\s+)?${id}`,
    ),
    'done',
  ],
  [
    sentence(
      `(?:mark|set|check|tick)\\s+(?:(?:the\\s+)?${task}\\s+)?${id}\\s+(?:off|as\\s+|to\\s+)?\\s*(?:done|finished|completed?|off)?`,
    ),
    'done',
  ],
  [
    sentence(
      `(?:mark|set)\\s+(?:the\\s+)?(?:${task}\\s+)?["“]?(?<words>.+?)["”]?(?:\\s+${task})?\\s+(?:as\\s+)?(?:done|finished|completed?)`,
    ),
    'done',
  ],
  [
    sentence(
      `(?:complete|finish|tick\\s+off|check\\s+off)\\s+(?:the\\s+)?${task}\\s+(?:about\\s+|to\\s+|:\\s*)?["“]?(?<words>.+?)["”]?`,
    ),
    'done',
  ],
  [
    sentence(
      `(?:the\\s+)?${task}\\s+(?:about\\s+|to\\s+)?["“]?(?<words>.+?)["”]?\\s+is\\s+(?:done|finished|completed?)`,
    ),
    'done',
  ],
  [
    sentence(`(?:drop|delete|remove|cancel|forget|scrap)\\s+(?:the\\s+)?(?:${task}\\s+)${id}`),
    'dropped',
  ],
  [sentence(`(?:drop|delete|remove|cancel|scrap)\\s+(?<id>T\\s?\\d{1,9})`), 'dropped'],
  [
    sentence(
      `(?:drop|delete|remove|cancel|forget|scrap)\\s+(?:the\\s+)?${task}\\s+(?:about\\s+|to\\s+|:\\s*)?["“]?(?<words>.+?)["”]?`,
    ),
    'dropped',
  ],
  [sentence(`(?:reopen|restore|undo)\\s+(?:(?:the\\s+)?${task}\\s+)?${id}`), 'open'],
  [sentence(`(?:open|mark)\\s+(?:(?:the\\s+)?${task}\\s+)?${id}\\s+(?:again|as\\s+open)`), 'open'],
  [sentence(`(?:${task}\\s+)?${id}\\s+is\\s+(?:not|n't)\\s+(?:done|finished)(?:\\s+yet)?`), 'open'],
];
const name = "(?<who>\\p{L}[\\p{L}'.-]*(?:\\s+\\p{Lu}[\\p{L}'.-]*){0,3})";
const followUps: readonly RegExp[] = [
  new RegExp(
    `^${please}(?:(?:add|make|create)\\s+a\\s+)?[Ff]ollow(?:-|\\s)?up:?\\s+with\\s+${name}\\s*(?<what>.*)$`,
    'su',
  ),
  new RegExp(
    `^${please}(?:[Aa]dd\\s+(?:a\\s+)?(?:task|follow-?up):?\\s+)?(?:I'm\\s+|[Ii]\\s+am\\s+|[Ww]e're\\s+|[Ww]e\\s+are\\s+)?[Ww]ait(?:ing)?\\s+(?:for|on)\\s+${name}\\s+to\\s+(?<what>.*)$`,
    'su',
  ),
  new RegExp(
    `^${please}(?:I'm\\s+|[Ii]\\s+am\\s+|[Ww]e're\\s+|[Ww]e\\s+are\\s+)?[Ww]ait(?:ing)?\\s+(?:for|on)\\s+(?<what>.+?)\\s+from\\s+${name}(?<more>(?:\\s+(?:by|until|before|on|due|this|next|today|tomorrow)\\b.*)?)$`,
    'su',
  ),
  new RegExp(`^${please}${name}\\s+owes\\s+(?:me|us)\\s+(?<what>.+)$`, 'su'),
];
const adds: readonly RegExp[] = [
  sentence(
    `(?:(?:add|create|make|new|note|keep|put\\s+down)\\s+)(?:a\\s+|an\\s+|the\\s+)?(?:new\\s+)?${task}\\b\\s*(?:called|named|:|-|,|to\\s+(?!my\\b|the\\b)|that\\s+(?:says\\s+)?)?\\s*(?<body>.*?)`,
  ),
  sentence(`${task}\\s*[:,-]\\s*(?<body>.*?)`),
  sentence(
    `(?:add|put)\\s+(?<body>.+?)\\s+(?:to|on|onto|in)\\s+(?:my|the)\\s+(?:task|to-?\\s?do|todo)s?(?:\\s+list)?(?<after>(?:\\s+(?:by|for|on|before|until|due)\\b.*)?)`,
  ),
  sentence(
    '(?:add|put)\\s+(?<body>.+?)\\s+(?:to|on)\\s+(?:my|the)\\s+list(?<after>(?:\\s+(?:by|for|on|before|until|due)\\b.*)?)',
  ),
];

/** Null for what is about no task. */
export function readPlan(words: string, here: Here): PlanWish | null {
  return (
    readState(words) ?? readList(words) ?? readFollowUp(words, here) ?? readNewTask(words, here)
  );
}

function readState(words: string): PlanWish | null {
  for (const [pattern, state] of states) {
    const groups = pattern.exec(words)?.groups;
    const which = groups && (groups['id'] ?? groups['words'] ?? '');
    if (which !== undefined) return { type: 'task-state', which: clean(which), state };
  }
  return null;
}

function readList(words: string): PlanWish | null {
  for (const [pattern, usual] of lists) {
    const found = pattern.exec(words);
    if (!found) continue;
    const { state, person = null } = found.groups ?? {};
    return { type: 'tasks', state: stateOf(state) ?? usual, person };
  }
  return null;
}

function stateOf(word: string | undefined): TaskState | 'all' | null {
  if (word === undefined) return null;
  const known = word.toLowerCase();
  if (known === 'finished' || known === 'completed') return 'done';
  return known === 'done' || known === 'dropped' || known === 'all' ? known : 'open';
}

function readFollowUp(words: string, here: Here): PlanWish | null {
  for (const [index, pattern] of followUps.entries()) {
    const groups = pattern.exec(words)?.groups;
    if (!groups) continue;
    const who = clean(groups['who'] ?? '');
    const split = splitWhen(`${groups['what'] ?? ''}${groups['more'] ?? ''}`, here, {
      anywhere: false,
    });
    const due = dueOf(split.when, here);
    if (due === undefined) return { type: 'task-unclear', lacks: 'repeat' };
    const what = split.rest.replace(/[.!]+$/u, '');
    const title = index === 0 ? clean(`Follow up with ${who} ${what}`) : what;
    if (title === '' || /^(?:me|you|us|it|who|what|nobody|everybody|anybody|somebody)$/iu.test(who))
      continue;
    return { type: 'task', title, due, waitingFor: who, people: [who] };
  }
  return null;
}

function readNewTask(words: string, here: Here): PlanWish | null {
  for (const pattern of adds) {
    const groups = pattern.exec(words)?.groups;
    if (!groups) continue;
    const body = `${groups['body'] ?? ''}${groups['after'] ?? ''}`.replace(
      /^(?:for|to)\s+(?=\S)/iu,
      (lead) => (/^to/iu.test(lead) ? '' : lead),
    );
    if (clean(body) === '') return { type: 'task-unclear', lacks: 'title' };
    const followUp = readFollowUp(clean(body), here);
    if (followUp) return followUp;
    const { rest, when } = splitWhen(body, here, { anywhere: false });
    const due = dueOf(when, here);
    if (due === undefined) return { type: 'task-unclear', lacks: 'repeat' };
    const title = clean(rest.replace(/^(?:to|:)\s+/iu, ''));
    if (title === '') return { type: 'task-unclear', lacks: 'title' };
    return { type: 'task', title, due, waitingFor: null, people: peopleIn(title) };
  }
  return null;
}

/** Undefined for what no task can be due by. */
function dueOf(when: When | null, { now, timeZone }: Here): string | null | undefined {
  if (when === null) return null;
  if (when.type === 'once') return when.at;
  if (when.type !== 'in') return undefined;
  const at = now + when.minutes * minuteMs;
  return `${dayOf(at, timeZone)}T${timeOf(at, timeZone)}`;
}

function peopleIn(title: string): readonly string[] {
  const found = /\bwith\s+(?<who>\p{Lu}[\p{L}'-]*(?:\s+\p{Lu}[\p{L}'-]*){0,2})/u.exec(title);
  const who = found?.groups?.['who'];
  return who === undefined ? [] : [who];
}
