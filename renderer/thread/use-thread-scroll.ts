import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { comparePositions, type ThreadMessage, type ThreadPosition } from '../../shared/thread.ts';
import type { Revealed } from '../state/window-state.ts';
import { useHold, type Held } from './use-hold.ts';
import { below, placeIn, restorePlace, type Place } from './reader-place.ts';
import { rowOf } from './row-search.ts';
import type { VirtualRows } from './use-virtual-rows.ts';

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
  /** What is to stay in sight while the end is followed; null for nothing. */
  readonly held: Held | null;
};

/** Closer to the end than this counts as being there, in pixels. */
const nearPx = 32;

/** Keeps the end in view, or the reader's place when they scrolled up, whatever grows above or below. */
export function useThreadScroll(parts: ScrollParts): ThreadScroll {
  const { scroller, rows, tail, hasHole, held } = parts;
  const hold = useHold(held);
  const place = useRef<Place>({ at: 'end' });
  const last = useRef(nowhere);
  const wanted = useRef<string | null>(null);
  const [left, setLeft] = useState<ThreadPosition | null>(null);
  const arrive = (next: Place, from = positionOf(tail.at(-1))): void => {
    if (next.at === 'end') hold.release();
    place.current = next;
    setLeft((former) => (next.at === 'end' ? null : (former ?? from)));
  };
  const moved = (): void => {
    const element = scroller.current;
    // Told late of a place that was restored, while its surroundings have changed: nobody has scrolled.
    if (!element || element.scrollTop === last.current.top) return;
    const former = last.current;
    const isEnd = !hasHole && isAtEnd(element, former.top);
    last.current = { ...former, top: element.scrollTop };
    if (place.current.at === 'end' && (isEnd || !isOwnStep(element, former))) return;
    arrive(isEnd ? { at: 'end' } : placeIn(element));
  };
  const restore = (): void => {
    const element = scroller.current;
    if (!element) return;
    // What the reader did a moment ago counts before what was meant to be restored.
    moved();
    place.current = restorePlace(element, place.current, rows);
    const instead = hold.instead(place.current, element, rows);
    if (instead) arrive(instead, held?.after);
    if (instead) place.current = restorePlace(element, instead, rows);
    last.current = seenOf(element);
    focusWanted(element, wanted);
  };
  const goTo = (next: Place): void => {
    if (scroller.current) last.current = seenOf(scroller.current);
    arrive(next);
    restore();
  };
  useRevealed(parts.revealed, (messageId) => {
    wanted.current = messageId;
    goTo({ at: 'row', id: messageId, top: (scroller.current?.clientHeight ?? 0) / 4 });
  });
  useRestoring(scroller, restore);
  return {
    ...{ atEnd: left === null, unseen: countAfter(tail, left), onScroll: moved },
    ...{ toEnd: () => goTo({ at: 'end' }), toStart: () => goTo({ at: 'start' }) },
  };
}

/** The row that was asked for takes the focus as soon as it is drawn. */
function focusWanted(element: HTMLElement, wanted: RefObject<string | null>): void {
  const row = wanted.current === null ? null : rowOf(element, wanted.current);
  if (!row) return;
  wanted.current = null;
  row.focus({ preventScroll: true });
}

/** How what scrolls was seen last, in pixels; `range`: how far it can be scrolled. */
type Seen = {
  readonly top: number;
  readonly range: number;
  readonly width: number;
  readonly height: number;
};

const nowhere: Seen = { top: 0, range: 0, width: 0, height: 0 };

function seenOf({ scrollTop, scrollHeight, clientWidth, clientHeight }: HTMLElement): Seen {
  const range = scrollHeight - clientHeight;
  return { top: scrollTop, range, width: clientWidth, height: clientHeight };
}

/** From the end one can go up only; and where there is less to scroll, or another window, the browser steps by itself. */
function isOwnStep(element: HTMLElement, former: Seen): boolean {
  const now = seenOf(element);
  const isSame = now.width === former.width && now.height === former.height;
  return isSame && now.range >= former.range && now.top < former.top;
}

/** A small step up is meant, even near the end; without this a growing reply would pull the reader back. */
function isAtEnd(element: HTMLElement, formerTop: number): boolean {
  const rest = below(element);
  return rest <= 2 || (rest < nearPx && element.scrollTop >= formerTop);
}

/** After each drawing, and whenever the window onto the thread has another size. */
function useRestoring(scroller: RefObject<HTMLElement | null>, restore: () => void): void {
  const latest = useRef(restore);
  // What is drawn may stand elsewhere, or be as high as nobody knew before.
  useLayoutEffect(() => {
    latest.current = restore;
    restore();
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

function positionOf(message: ThreadMessage | undefined): ThreadPosition {
  return message ? { at: message.at, id: message.id } : { at: 0, id: '' };
}

function countAfter(messages: readonly ThreadMessage[], left: ThreadPosition | null): number {
  if (!left) return 0;
  return messages.filter((message) => comparePositions(message, left) > 0).length;
}
