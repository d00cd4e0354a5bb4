import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../../app/until.ts';
import { judgeCall, judgeSessions } from '../../soak/call-verdict.ts';
import { callAgent } from '../../soak/caller.ts';
import type { PlayedCall } from '../../soak/caller.ts';
import { Book } from '../book.ts';
import { judge } from '../verdict.ts';
import { nameOf } from './faults.ts';
import type { Fault } from './faults.ts';
import { limitMs } from './sick-site.ts';
import type { SickSite } from './sick-site.ts';

/** What came of one trial. */
export type Trial = {
  readonly name: string;
  /** What the owner saw while it lasted. */
  readonly seen: readonly string[];
  /** From the end of the faults until every connection stood and everything was answered. */
  readonly recoveredMs: number;
  /** Lost, doubled or out of order. */
  readonly faults: readonly string[];
};

type Played = {
  readonly book: Book;
  readonly call: PlayedCall;
  readonly number: number;
  readonly hasWrongTimes: boolean;
};

/** Long enough to be noticed by whoever looks often. */
const lastsMs = 5000;

/** Says things before, in and after the faults, and calls afterwards; then looks at what came of it. */
export async function tryFaults(
  sick: SickSite,
  combination: readonly Fault[],
  number: number,
): Promise<Trial> {
  const book = new Book();
  const say = (text: string): void => sayTo(sick, book, { text, number, combination });
  say('before');
  for (const fault of combination) await fault.begin(sick);
  await delay(300);
  say('meanwhile');
  await delay(lastsMs);
  say('and still');
  const seen = await sick.seen();
  for (const fault of combination) await fault.end(sick);
  const endedAt = performance.now();
  say('afterwards');
  const open = await untilRecovered(sick, book).catch(async (error: unknown) => [
    String(error),
    ...(await sick.seen()),
  ]);
  const recoveredMs = performance.now() - endedAt;
  const words = `errand ${String(number).padStart(3, '0')}`;
  const call = await callAgent(sick.peer, words, AbortSignal.timeout(limitMs));
  await until(
    'the call is over',
    async () => (await sick.app.status()).calls.length === 0,
    limitMs,
  ).catch((error: unknown) => open.push(String(error)));
  const hasWrongTimes = combination.some(({ part }) => part === 'clock');
  const faults = [...open, ...(await verdict(sick, { book, call, number, hasWrongTimes }))];
  return { name: nameOf(combination), seen, recoveredMs, faults };
}

function sayTo(
  { site }: SickSite,
  book: Book,
  { text, number, combination }: { text: string; number: number; combination: readonly Fault[] },
): void {
  const conversationId = conversationOf(number);
  const words = `trial ${number}, ${text}`;
  const message = site.double.say({ text: words, conversationId });
  book.add({
    ...{ text: words, conversationId, message, kill: 0, expect: 'answer', deliveredOnly: false },
    taken: true,
    // Without a model the built-in answers say it in other words.
    mayBeDigested: combination.some(({ part }) => part === 'model'),
  });
}

function conversationOf(number: number): string {
  return `trial-${number}`;
}

async function untilRecovered(sick: SickSite, book: Book): Promise<string[]> {
  const { site, app } = sick;
  await sick.untilConnected();
  await until(
    'everything is answered and marked as read',
    async () => {
      if (app.isOver) throw new Error(`it ended: ${app.err}`);
      if (book.said.some(({ message }) => message && !site.readIds.has(message.id))) return false;
      const { inbox, outbox } = await app.status();
      return inbox.pending + outbox.pending + outbox.unknown === 0;
    },
    limitMs,
  );
  return [];
}

async function verdict(
  { site, peer, app }: SickSite,
  { book, call, number, hasWrongTimes }: Played,
): Promise<readonly string[]> {
  const thread = await app.thread();
  const conversationId = conversationOf(number);
  const isOfTrial = (one: { readonly conversationId: string | null }): boolean =>
    one.conversationId === conversationId;
  const found = judge({
    ...{ said: book.said, readIds: site.readIds },
    sends: site.double.sends.filter(isOfTrial),
    thread: thread.filter(isOfTrial),
  });
  // What came while the clock was wrong has a wrong time, by which it stands in the thread.
  const counted = hasWrongTimes ? found.filter(({ type }) => type !== 'disordered') : found;
  return [
    ...counted.map(({ type, what, said }) => `${type}: ${what} ${said?.text ?? ''}`),
    ...judgeCall(call, thread),
    ...(call.wasAnswered ? [] : [`the call afterwards ${call.stage}, and no further`]),
    ...judgeSessions(peer),
  ];
}
