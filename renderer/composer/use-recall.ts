import { useRef, type KeyboardEvent } from 'react';
import { leaves, step } from './recall.ts';
import type { Sending } from './use-sending.ts';

/** Up and down at the edge of the words show what the owner wrote before. Returns whether a key was used for it. */
export function useRecall(
  sending: Sending,
  ownWords: () => readonly string[],
): (event: KeyboardEvent<HTMLTextAreaElement>) => boolean {
  const place = useRef(-1);
  // As they were when the first key was pressed: what comes meanwhile does not shift the places.
  const words = useRef<readonly string[]>([]);
  return (event) => {
    const { key, currentTarget } = event;
    if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return false;
    if (!leaves(key, currentTarget)) return false;
    if (!sending.isInstead) {
      place.current = -1;
      words.current = key === 'ArrowUp' ? ownWords() : [];
    }
    const next = step(place.current, key, words.current.length);
    if (next === place.current) return false;
    event.preventDefault();
    place.current = next;
    sending.showInstead(next < 0 ? null : (words.current[next] ?? ''));
    return true;
  };
}
