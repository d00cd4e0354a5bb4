import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { ThreadMessage, ThreadPosition } from '../../shared/thread.ts';
import type { Revealed } from '../state/app-state.ts';
import { comparePositions } from '../state/apply-event.ts';
import { firstVisible, rowOf, rowTop } from './row-search.ts';
import type { VirtualRows } from './use-virtual-rows.ts';

/**
 * Where the reader is: at the end, at the very beginning, or with this row this many pixels below the upper edge; just
 * `moved` until the rows around are drawn.
 */
type Place =
  | { readonly at: 'end' | 'start' | 'moved' }
  | { readonly at: 'row'; readonly id: string; readonly top: number };

export type ThreadScroll = {
  readonly atEnd: boolean;
  /** Messages at the end that came after the reader left it. */
  readonly unseen: number;
  readonly onScroll: () => void;
  readonly toEnd: () => void;
  readonly toStart: () => void;
};

export type ScrollParts = {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly rows: VirtualRows;
  /** The end of the thread, whatever is shown of it. */
  readonly tail: readonly ThreadMessage[];
  /** Something lies between what is shown and the end. */
  readonly hasHole: boolean;
  readonly revealed: Revealed | null;
};

/** Closer to the end than this counts as being there, in pixels. */
const nearPx = 32;

/** Keeps the end in view, or the reader's place when they scrolled up, whatever grows above or below. */
export function useThreadScroll(parts: ScrollParts): ThreadScroll {
  const { scroller, rows, tail, hasHole, revealed } = parts;
  const place = useRef<Place>({ at: 'end' });
  const lastTop = useRef(0);
  const wanted = useRef<string | null>(null);
  const [left, setLeft] = useState<ThreadPosition | null>(null);
  const arrive = (next: Place): void => {
    place.current = next;
    setLeft((former) => (next.at === 'end' ? null : (former ?? positionOf(tail.at(-1)))));
  };
  const moved = (): void => {
    const element = scroller.current;
    // Told late of a place that was restored, while its surroundings have changed: nobody has scrolled.
    if (!element || element.scrollTop === lastTop.current) return;
    const isEnd = !hasHole && isAtEnd(element, lastTop.current);
    lastTop.current = element.scrollTop;
    arrive(isEnd ? { at: 'end' } : placeIn(element));
  };
  const restore = (): void => {
    const element = scroller.current;
    if (!element) return;
    // What the reader did a moment ago counts before what was meant to be restored.
    moved();
    if (place.current.at === 'moved') place.current = placeIn(element);
    place.current = restorePlace(element, place.current, rows);
    lastTop.current = element.scrollTop;
    const row = wanted.current === null ? null : rowOf(element, wanted.current);
    if (!row) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  };
  const goTo = (next: Place): void => {
    lastTop.current = scroller.current?.scrollTop ?? 0;
    arrive(next);
    restore();
  };
  useRevealed(revealed, (messageId) => {
    wanted.current = messageId;
    goTo({ at: 'row', id: messageId, top: (scroller.current?.clientHeight ?? 0) / 4 });
  });
  // After each drawing: what is drawn may stand elsewhere, or be as high as nobody knew before.
  useLayoutEffect(restore);
  useResized(scroller, restore);
  return {
    ...{ atEnd: left === null, unseen: countAfter(tail, left), onScroll: moved },
    ...{ toEnd: () => goTo({ at: 'end' }), toStart: () => goTo({ at: 'start' }) },
  };
}

/** A small step up is meant, even near the end; without this a growing reply would pull the reader back. */
function isAtEnd(element: HTMLElement, formerTop: number): boolean {
  const below = element.scrollHeight - element.clientHeight - element.scrollTop;
  return below <= 2 || (below < nearPx && element.scrollTop >= formerTop);
}

/** Calls back whenever the window onto the thread has another size. */
function useResized(scroller: RefObject<HTMLElement | null>, onResize: () => void): void {
  const latest = useRef(onResize);
  useLayoutEffect(() => {
    latest.current = onResize;
  });
  useEffect(() => {
    const observer = new ResizeObserver(() => latest.current());
    if (scroller.current) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [scroller]);
}

/** What the owner asked to see is brought into view, a little below the edge, once for each asking. */
function useRevealed(revealed: Revealed | null, show: (messageId: string) => void): void {
  const done = useRef<Revealed | null>(null);
  useLayoutEffect(() => {
    if (!revealed || done.current === revealed) return;
    done.current = revealed;
    show(revealed.messageId);
  });
}

/** Returns where the reader is now: above the upper edge nothing can be brought down any further. */
function restorePlace(element: HTMLElement, place: Place, rows: VirtualRows): Place {
  if (place.at === 'moved') return place;
  if (place.at !== 'row') {
    // Without messages there is something to read from its beginning.
    const isEnd = place.at === 'end' && rows.virtualizer.options.count > 0;
    element.scrollTop = isEnd ? element.scrollHeight : 0;
    return place;
  }
  const row = rowOf(element, place.id);
  // What is not drawn yet is drawn once it is about there.
  const top = row ? rowTop(row) : rows.topOf(place.id);
  if (top !== null) element.scrollTop = top - place.top;
  return row && rowTop(row) < place.top ? { ...place, top: rowTop(row) } : place;
}

function placeIn(element: HTMLElement): Place {
  const row = firstVisible(element);
  const id = row?.dataset['messageId'];
  if (!row || id === undefined) return { at: 'moved' };
  const top = rowTop(row) - element.scrollTop;
  // After a leap what is drawn is still elsewhere, and too far off to keep a place by.
  return top < element.clientHeight ? { at: 'row', id, top } : { at: 'moved' };
}

function positionOf(message: ThreadMessage | undefined): ThreadPosition {
  return message ? { at: message.at, id: message.id } : { at: 0, id: '' };
}

function countAfter(messages: readonly ThreadMessage[], left: ThreadPosition | null): number {
  if (!left) return 0;
  return messages.filter((message) => comparePositions(message, left) > 0).length;
}
