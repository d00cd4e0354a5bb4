import { folded } from '../base/clean-text.ts';
import type { LedgerEntry } from '../thread/outbox-ports.ts';

const maxQuoteChars = 100;

/** The ledger for people: one line for each, below it why and the words. */
export function describeLedger(entries: readonly unknown[]): string {
  if (entries.length === 0) return 'Nothing waits, and nothing failed.\n';
  return (entries as readonly LedgerEntry[]).map(describeEntry).join('');
}

function describeEntry(entry: LedgerEntry): string {
  const { id, at, direction, channel, state, attempts, parts } = entry;
  const way = direction === 'in' ? `from ${entry.author}` : `to ${whereTo(entry)}`;
  const tries = attempts > 1 ? `, ${attempts} tries` : '';
  const part = parts.count > 1 ? `, ${parts.sent} of ${parts.count} parts sent` : '';
  const head = `${id}  ${new Date(at).toISOString()}  ${channel} ${way}: ${state}${tries}${part}\n`;
  const below = [entry.reason ?? '', next(entry), quote(entry.text)];
  return head + below.flatMap((line) => (line === '' ? [] : [`  ${line}\n`])).join('');
}

function whereTo({ recipient, conversationId }: LedgerEntry): string {
  return recipient ?? `conversation:${conversationId ?? ''}`;
}

function next({ state, nextAt, expiresAt }: LedgerEntry): string {
  const again = state === 'failed' || nextAt === null ? '' : `next try ${toTime(nextAt)}`;
  const until =
    state === 'queued' && expiresAt !== null ? `given up after ${toTime(expiresAt)}` : '';
  return [again, until].filter((part) => part !== '').join(', ');
}

function toTime(at: number): string {
  return new Date(at).toISOString();
}

function quote(text: string): string {
  const words = folded(text);
  return words.length > maxQuoteChars ? `${words.slice(0, maxQuoteChars - 1)}…` : words;
}
