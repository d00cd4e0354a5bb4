import { useEffect, useRef } from 'react';
import type { ThreadPosition } from '../../shared/thread.ts';
import { below, type Place } from './reader-place.ts';
import type { VirtualRows } from './use-virtual-rows.ts';

/** What came while the owner was away and has not been looked at. */
export type Held = {
  readonly firstId: string;
  /** The place before it. */
  readonly after: ThreadPosition;
  readonly isAway: boolean;
};

export type Hold = {
  /** Another place instead of this one, so that the mark stays in sight; null where it does. */
  readonly instead: (place: Place, element: HTMLElement, rows: VirtualRows) => Place | null;
  /** The owner went to the end by themselves. */
  readonly release: () => void;
};

/** Room for the mark and a line of what stands above it, in pixels. */
const markPx = 64;

/** Of more than a screenful of news its beginning is shown: once, so that nobody is held against their will. */
export function useHold(held: Held | null): Hold {
  const done = useRef<string | null>(null);
  const firstId = held?.firstId ?? null;
  const isAway = held?.isAway ?? false;
  useEffect(() => {
    if (isAway) done.current = null;
  }, [isAway]);
  return {
    instead: (place, element, rows) => {
      if (firstId === null) return null;
      // It was less than a screenful, as turned out when it was drawn.
      if (place.at === 'row' && place.id === firstId && done.current === firstId) {
        return place.top === markPx && below(element) < 1 ? { at: 'end' } : null;
      }
      if (place.at !== 'end' || done.current === firstId) return null;
      const top = rows.topOf(firstId);
      if (top === null || top - markPx >= element.scrollTop) return null;
      done.current = firstId;
      return { at: 'row', id: firstId, top: markPx };
    },
    release: () => {
      done.current = firstId;
    },
  };
}
