import { systemLine } from '../../shared/system-line.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import { folded } from '../base/clean-text.ts';
import { newId } from '../base/ids.ts';
import type { Outbound } from './outbox-ports.ts';

type End = { readonly state: 'failed'; readonly reason: string; readonly line?: ThreadMessage };

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const maxQuoteChars = 80;

/** Of what may have been sent and cannot be found. */
export const leftToOwner =
  'It may have been sent, and the service does not show it. Try it again, or drop it.';

/** Of what may have been sent, while somebody else is written to in the same words. */
export const leftAlike =
  'It may have been sent, and so may another letter in the same words: they cannot be told apart. Try it again, or drop it.';

/** It was written before whoever it answers was disallowed. */
export const unwanted: End = {
  state: 'failed',
  reason: 'It was not sent: the sender that it answers is no longer allowed to write.',
};

/** Nothing was away, and it failed each time. */
export function giveUp({ refusals }: Outbound): End {
  const reason = `It failed ${refusals} times, so it was given up.`;
  return { state: 'failed', reason };
}

/** Too old to be worth sending. The owner is told, because nobody else will notice. */
export function expire(outbound: Outbound, now: number): End {
  const age = describeAge(now - outbound.createdAt);
  // Words only beside what they answer: with that they are found, and deleted, again.
  const words = outbound.replyTo === null ? 'adjutant ledger' : quote(outbound.text);
  const text = `Not sent, because it was ${age} old: ${words}`;
  const line = systemLine({ id: newId(), at: now, text, replyTo: outbound.replyTo });
  return { state: 'failed', reason: `It could not leave for ${age}, and is too old now.`, line };
}

function describeAge(ms: number): string {
  const days = Math.floor(ms / dayMs);
  if (days >= 2) return `${days} days`;
  const hours = Math.floor(ms / hourMs);
  return hours >= 2 ? `${hours} hours` : `${Math.max(1, Math.round(ms / 60_000))} minutes`;
}

function quote(text: string): string {
  const words = folded(text);
  return `“${words.length > maxQuoteChars ? `${words.slice(0, maxQuoteChars - 1)}…` : words}”`;
}

/** Whether two letters, to whomever, say the same; the service may keep white space its own way. */
export function isAlike(one: Outbound, other: Outbound): boolean {
  if (one.messageId === other.messageId || one.recipient === null) return false;
  return folded(one.text) === folded(other.text);
}
