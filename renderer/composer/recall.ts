import type { ThreadMessage } from '../../shared/thread.ts';

/** What the owner wrote at the desk, newest first; the same words again are one. */
export function ownWords(messages: readonly ThreadMessage[]): readonly string[] {
  const words: string[] = [];
  for (const { channel, direction, author, text } of messages.toReversed()) {
    const isOwn = channel === 'desktop' && direction === 'in' && author === 'owner';
    if (isOwn && text !== '' && !words.includes(text)) words.push(text);
  }
  return words;
}

/** The next place in them; -1 is the draft. */
export function step(place: number, key: 'ArrowUp' | 'ArrowDown', count: number): number {
  return key === 'ArrowUp' ? Math.min(place + 1, count - 1) : Math.max(place - 1, -1);
}

/** Whether the key would leave the words: at their very beginning or end the arrows mean earlier messages. */
export function leaves(
  key: string,
  { selectionStart, selectionEnd, value }: HTMLTextAreaElement,
): key is 'ArrowUp' | 'ArrowDown' {
  if (selectionStart !== selectionEnd) return false;
  if (key === 'ArrowUp') return !value.slice(0, selectionStart).includes('\n');
  return key === 'ArrowDown' && !value.slice(selectionEnd).includes('\n');
}
