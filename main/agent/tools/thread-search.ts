import { z } from 'zod';
import { RefusedError } from '../../../shared/errors.ts';
import { channelSchema } from '../../../shared/thread.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import { visibleContacts, visibleThread } from '../access.ts';
import { labelOf, markOf } from '../memory/citations.ts';
import type { ContactBook } from '../memory/contact-book.ts';
import { instantOf, isDay } from '../memory/days.ts';
import { addDays } from '../planning/zoned-time.ts';
import { excerpt } from '../memory/excerpt.ts';
import { plainLine } from '../memory/plain-text.ts';
import type { RecallQuery, ThreadRecall } from '../memory/ports.ts';
import { defineTool } from './tool.ts';
import type { AnyTool, ToolContext, ToolOutcome } from './tool.ts';

export type ThreadSearchPorts = {
  readonly thread: ThreadRecall;
  readonly contacts: Pick<ContactBook, 'find' | 'whose'>;
};

const when = z.string().trim().max(40).optional();
const schema = z.strictObject({
  words: z
    .string()
    .trim()
    .max(200)
    .optional()
    .describe('Words that occur in the message, all of them; few and telling ones.'),
  person: z.string().trim().max(200).optional().describe('Who said it, or who was told.'),
  from: when.describe('Not before: a day as 2026-11-12, or a time as 2026-11-12T10:00.'),
  until: when.describe('Not after, in the same form; a day counts whole.'),
  channel: channelSchema.exclude(['system']).optional(),
});
type Args = z.infer<typeof schema>;

const shown = 12;
const excerptChars = 500;

/** Looks into what was said before, as far as whoever asks may see it. */
export function createThreadSearchTools(ports: ThreadSearchPorts): readonly AnyTool[] {
  return [
    defineTool<Args>({
      name: 'search_thread',
      description:
        'Look for what was said before, over all channels and times, when it is not in front of you. Give words, a person, a time, or several of these. Each result begins with a mark; to cite it write the mark behind your sentence exactly as it stands, for example [^a1b2c3].',
      schema,
      effect: 'reads',
      from: 'trusted',
      check: (args, { timeZone }) => void toTimes(args, timeZone),
      summarize: (args) => `Look in the thread for ${describe(args)}`,
      run: (args, context) => search(ports, args, context),
    }),
  ];
}

async function search(
  ports: ThreadSearchPorts,
  args: Args,
  context: ToolContext,
): Promise<ToolOutcome> {
  const { request, timeZone } = context;
  const scope = visibleThread(request);
  if (scope === null) return { text: 'There is nothing that you may look at.' };
  const people = peopleOf(ports, args.person, context);
  if (typeof people === 'string') return { text: people };
  const query: RecallQuery = {
    ...{ scope, text: args.words ?? null, people, channel: args.channel ?? null },
    ...{ ...toTimes(args, timeZone), exceptId: request.messageId ?? '', limit: shown + 1 },
  };
  const found = await ports.thread.recallThread(query);
  if (found.length === 0) {
    return { text: 'Nothing was found. Try fewer or other words, or another time.' };
  }
  return tell(found, { ports, args, context });
}

type Asked = {
  readonly ports: ThreadSearchPorts;
  readonly args: Args;
  readonly context: ToolContext;
};

function tell(found: readonly ThreadMessage[], asked: Asked): ToolOutcome {
  const told = found.slice(0, shown).map((message) => describeFound(message, asked));
  const more = found.length > shown ? ['There is more: narrow it down if need be.'] : [];
  const isOutside = found.some(
    ({ principal, brief }) => principal !== 'owner' || brief !== undefined,
  );
  return {
    text: [...told.map(({ line }) => line), ...more].join('\n'),
    citations: told.map(({ citation }) => citation),
    ...(isOutside && { outside: 'the thread: what people said' }),
  };
}

function describeFound(message: ThreadMessage, { ports, args, context }: Asked) {
  const { id, at, channel, text, heard } = message;
  const { timeZone } = context;
  const who = nameOf(message, ports, context);
  const time = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit' },
  }).format(at);
  const day = new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short' });
  const words = plainLine(excerpt(heard ?? text, args.words ?? '', excerptChars));
  const citation = { mark: markOf(id), messageId: id, label: labelOf(who, day.format(at)) };
  return { citation, line: `[^${citation.mark}] ${time}, ${plainLine(who)}, ${channel}: ${words}` };
}

function nameOf(
  { author, direction, principal, channel }: ThreadMessage,
  { contacts }: ThreadSearchPorts,
  { request }: ToolContext,
): string {
  if (channel === 'system' || (direction === 'out' && author !== 'owner')) return 'you';
  if (author === 'owner' || principal === 'owner') {
    return request.principal === 'owner' ? 'your owner' : 'the owner';
  }
  return visibleContacts(contacts, request)?.whose(author)?.name ?? author;
}

/** Authors and conversations of whoever is meant; a sentence where that is not clear. */
function peopleOf(
  { contacts }: ThreadSearchPorts,
  person: string | undefined,
  { request }: ToolContext,
): readonly string[] | string | null {
  if (person === undefined || person === '') return null;
  const found = visibleContacts(contacts, request)?.find(person) ?? [];
  if (found.length > 1) {
    const names = found
      .slice(0, 10)
      .map(({ id, name }) => `${JSON.stringify(name)} (${id.slice(0, 8)})`);
    return `Several people could be meant: ${names.join(', ')}. Ask which one, or search by words alone.`;
  }
  const [one] = found;
  if (!one) return [person];
  return [...one.phones, ...one.emails, ...one.userIds, ...one.conversationIds];
}

function toTimes({ from, until }: Args, timeZone: string): Pick<RecallQuery, 'from' | 'until'> {
  const read = (text: string | undefined): number | null => {
    if (text === undefined || text === '') return null;
    return instantOf(text, timeZone) ?? refuseTime(text);
  };
  const end = until !== undefined && isDay(until) ? addDays(until.trim(), 1) : until;
  return { from: read(from), until: read(end) };
}

function refuseTime(text: string): never {
  throw new RefusedError(
    'NO_TIME',
    `${JSON.stringify(text)} is no day or time.`,
    'Write it as 2026-11-12 or 2026-11-12T10:00.',
  );
}

function describe({ words, person, from, until, channel }: Args): string {
  const parts = [
    ...(words ? [JSON.stringify(words)] : []),
    ...(person ? [`what ${JSON.stringify(person)} said`] : []),
    ...(from ? [`from ${from}`] : []),
    ...(until ? [`until ${until}`] : []),
    ...(channel ? [`by ${channel}`] : []),
  ];
  return parts.length === 0 ? 'the newest' : parts.join(', ');
}
