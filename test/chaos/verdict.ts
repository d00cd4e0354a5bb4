import type { ExportLine } from '../app/instance.ts';
import type { StoredMessage } from '../peers/carbon-voice/messages.ts';
import { answerTo } from './book.ts';
import type { Said } from './book.ts';

/** What is wrong; `said` names what it happened to, as far as that can be told. */
export type Fault = {
  readonly type: 'lost' | 'doubled' | 'disordered';
  readonly what: string;
  readonly said: Said | null;
};

export type Records = {
  readonly said: readonly Said[];
  /** The agent's own messages at the service, in the order in which they came. */
  readonly sends: readonly StoredMessage[];
  readonly readIds: ReadonlySet<string>;
  /** The whole thread. */
  readonly thread: readonly ExportLine[];
};

/** Compares what was said with the records of the service and with the thread; nothing is open any more. */
export function judge(records: Records): readonly Fault[] {
  const inLines = records.thread.filter(({ direction }) => direction === 'in');
  const outLines = records.thread.filter(({ direction }) => direction === 'out');
  const lines: Lines = {
    inLines,
    outLines,
    byPlace: Map.groupBy(inLines, placeOf),
    asked: Map.groupBy(inLines, ({ turnId }) => turnId),
    replied: Map.groupBy(outLines, ({ turnId }) => turnId),
  };
  return [
    ...records.said.flatMap((said) => judgeOne(said, lines, records.readIds)),
    ...judgeStrays(records.said, lines),
    ...judgeSends(records.sends, outLines),
    ...judgeOrder(records, lines),
  ];
}

type Lines = {
  readonly inLines: readonly ExportLine[];
  readonly outLines: readonly ExportLine[];
  readonly byPlace: ReadonlyMap<string, readonly ExportLine[]>;
  /** By turn. */
  readonly asked: ReadonlyMap<string | null, readonly ExportLine[]>;
  readonly replied: ReadonlyMap<string | null, readonly ExportLine[]>;
};

function judgeOne(said: Said, lines: Lines, readIds: ReadonlySet<string>): readonly Fault[] {
  const found = lines.byPlace.get(placeOf(said)) ?? [];
  if (found.length > 1) return [fault('doubled', 'it stands in the thread twice', said)];
  const [line] = found;
  // Said at the desk, and refused: whoever said it knows.
  const mustBeThere = said.message !== null || said.taken;
  if (!line) return mustBeThere ? [fault('lost', 'it is not in the thread', said)] : [];
  const replies = lines.replied.get(line.turnId ?? '') ?? [];
  if (said.expect === 'answer') return judgeAnswered(said, line, { lines, replies, readIds });
  return replies.length > 0 ? [fault('doubled', 'it was answered', said)] : [];
}

type Answered = {
  readonly lines: Lines;
  readonly replies: readonly ExportLine[];
  readonly readIds: ReadonlySet<string>;
};

function judgeAnswered(
  said: Said,
  line: ExportLine,
  { lines, replies, readIds }: Answered,
): readonly Fault[] {
  if (line.delivery !== 'handled') return [fault('lost', `it is ${line.delivery}`, said)];
  const faults = [...judgeReplies(said, replies)];
  const mates = lines.asked.get(line.turnId) ?? [];
  if (mates.length > 1 && !said.mayBeDigested) faults.push(fault('lost', 'it shares a turn', said));
  const isRead = said.message === null || readIds.has(said.message.id);
  if (!isRead) faults.push(fault('lost', 'it is not marked as read', said));
  return faults;
}

function judgeReplies(said: Said, replies: readonly ExportLine[]): readonly Fault[] {
  if (replies.length > 1) return [fault('doubled', 'its turn has several replies', said)];
  const [reply] = replies;
  if (reply?.delivery !== 'sent') return [fault('lost', 'its reply is not sent', said)];
  const isIts = said.mayBeDigested || reply.text === answerTo(said.text);
  return isIts ? [] : [fault('lost', `its reply is another: ${reply.text.slice(0, 200)}`, said)];
}

/** Nothing stands in the thread that nobody said, and no reply without its message. */
function judgeStrays(said: readonly Said[], { byPlace, asked, outLines }: Lines): readonly Fault[] {
  const known = new Set(said.map(placeOf));
  return [
    ...[...byPlace.keys()]
      .filter((place) => !known.has(place))
      .map((place) => fault('doubled', `nobody said: ${place}`)),
    ...outLines
      .filter(({ turnId }) => turnId === null || !asked.has(turnId))
      .map((line) => fault('doubled', `nobody asked for: ${placeOf(line)}`)),
  ];
}

/** Every reply of the thread is at the service once, by a key of its own. */
function judgeSends(
  sends: readonly StoredMessage[],
  outLines: readonly ExportLine[],
): readonly Fault[] {
  const faults: Fault[] = [];
  const keys = new Set(sends.map(({ idempotencyKey }) => idempotencyKey));
  if (keys.size < sends.length) {
    faults.push(fault('doubled', `${sends.length - keys.size} sends repeat a key`));
  }
  const replies = outLines.filter(({ channel }) => channel === 'carbonvoice');
  const there = Map.groupBy(sends, placeOf);
  for (const [place, meant] of Map.groupBy(replies, placeOf)) {
    const count = there.get(place)?.length ?? 0;
    if (count < meant.length) faults.push(fault('lost', `not at the service: ${place}`));
    if (count > meant.length) faults.push(fault('doubled', `${count} times there: ${place}`));
    there.delete(place);
  }
  for (const place of there.keys()) faults.push(fault('doubled', `not in the thread: ${place}`));
  return faults;
}

/** In each conversation: messages, turns and sends come in the order in which people spoke. */
function judgeOrder({ said, sends }: Records, { inLines, outLines }: Lines): readonly Fault[] {
  const ranks = new Map(said.map((one) => [placeOf(one), one.rank]));
  const rankOf = (line: ExportLine): number | undefined => ranks.get(placeOf(line));
  const turnRanks = new Map(inLines.map((line) => [line.turnId, rankOf(line)]));
  const replyRanks = new Map(outLines.map((line) => [placeOf(line), turnRanks.get(line.turnId)]));
  return [
    ...findDisorder('a message', inLines, rankOf),
    ...findDisorder('a reply', outLines, ({ turnId }) => turnRanks.get(turnId)),
    ...findDisorder('a send', sends, (sent) => replyRanks.get(placeOf(sent))),
  ];
}

/** `rankOf` gives the place that each should have; one that has none is another fault. */
function findDisorder<T extends StoredMessage | ExportLine>(
  what: string,
  all: readonly T[],
  rankOf: (one: T) => number | undefined,
): readonly Fault[] {
  const last = new Map<string | null, number>();
  const faults: Fault[] = [];
  for (const one of all) {
    const before = last.get(one.conversationId) ?? -1;
    const rank = rankOf(one) ?? before;
    if (rank < before) faults.push(fault('disordered', `${what} is too late: ${placeOf(one)}`));
    last.set(one.conversationId, Math.max(rank, before));
  }
  return faults;
}

function placeOf(line: StoredMessage | ExportLine | Said): string {
  return `${line.conversationId}: ${'transcript' in line ? line.transcript : line.text}`;
}

function fault(type: Fault['type'], what: string, said: Said | null = null): Fault {
  return { type, what, said };
}
