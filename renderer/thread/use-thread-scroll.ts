import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { Revealed } from '../state/app-state.ts';
import { firstVisible, rowOf } from './row-search.ts';

/** Where the reader is: at the end, or with this row this many pixels below the upper edge. */
type Place =
  { readonly at: 'end' } | { readonly at: 'row'; readonly id: string; readonly top: number };

export type ThreadScroll = {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  readonly atEnd: boolean;
  /** Messages below that came after the reader left the end. */
  readonly unseen: number;
  readonly onScroll: () => void;
  readonly jump: () => void;
};

/** Closer to the end than this counts as being there, in pixels. */
const nearPx = 32;

/** Keeps the end in view, or the reader's place when they scrolled up, whatever grows above or below. */
export function useThreadScroll(
  messages: readonly ThreadMessage[],
  revealed: Revealed | null,
): ThreadScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const place = useRef<Place>({ at: 'end' });
  const lastTop = useRef(0);
  const [leftAfter, setLeftAfter] = useState<string | null>(null);
  const lastId = messages.at(-1)?.id ?? '';

  const restore = useCallback(() => {
    if (scroller.current) restorePlace(scroller.current, place.current);
    lastTop.current = scroller.current?.scrollTop ?? 0;
  }, []);

  const goTo = useCallback(
    (next: Place) => {
      place.current = next;
      if (next.at === 'end') setLeftAfter(null);
      restore();
    },
    [restore],
  );
  const jump = useCallback(() => goTo({ at: 'end' }), [goTo]);
  const onScroll = useCallback(() => {
    const element = scroller.current;
    // Told late of a place that was restored, while its surroundings have changed: nobody has scrolled.
    if (!element || element.scrollTop === lastTop.current) return;
    const left = element.scrollHeight - element.clientHeight - element.scrollTop;
    // A small step up is meant, even near the end; without this a growing reply would pull the reader back.
    const up = element.scrollTop < lastTop.current;
    lastTop.current = element.scrollTop;
    place.current = left <= 2 || (left < nearPx && !up) ? { at: 'end' } : placeIn(element);
    const isEnd = place.current.at === 'end';
    setLeftAfter((former) => (isEnd ? null : (former ?? lastId)));
  }, [lastId]);

  useLayoutEffect(restore, [messages, restore]);
  useResized(scroller, content, restore);
  useOwnMessage(messages, jump);
  useRevealed(scroller, revealed, goTo);
  const unseen = leftAfter === null ? 0 : countAfter(messages, leftAfter);
  return { scroller, content, atEnd: leftAfter === null, unseen, onScroll, jump };
}

/** Calls back whenever the window onto the thread or what is in it has another size. */
function useResized(
  scroller: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
  onResize: () => void,
): void {
  useEffect(() => {
    const observer = new ResizeObserver(onResize);
    if (scroller.current) observer.observe(scroller.current);
    if (content.current) observer.observe(content.current);
    return () => observer.disconnect();
  }, [scroller, content, onResize]);
}

/** What the owner asked to see is brought into view, a little below the edge, once for each asking. */
function useRevealed(
  scroller: RefObject<HTMLElement | null>,
  revealed: Revealed | null,
  goTo: (place: Place) => void,
): void {
  useLayoutEffect(() => {
    const element = scroller.current;
    const row = revealed && element && rowOf(element, revealed.messageId);
    if (!row) return;
    goTo({ at: 'row', id: revealed.messageId, top: element.clientHeight / 4 });
    row.focus({ preventScroll: true });
  }, [revealed, scroller, goTo]);
}

/** What the owner just wrote is always brought into view. */
function useOwnMessage(messages: readonly ThreadMessage[], jump: () => void): void {
  const last = messages.at(-1);
  const own = last?.channel === 'desktop' && last.direction === 'in' ? last.id : null;
  useLayoutEffect(() => {
    if (own !== null) jump();
  }, [own, jump]);
}

function restorePlace(element: HTMLElement, place: Place): void {
  if (place.at === 'end') {
    // Without messages there is something to read from its beginning.
    element.scrollTop = firstVisible(element) ? element.scrollHeight : 0;
    return;
  }
  const row = rowOf(element, place.id);
  if (row) element.scrollTop = row.offsetTop - place.top;
}

function placeIn(element: HTMLElement): Place {
  const row = firstVisible(element);
  const id = row?.dataset['messageId'];
  if (!row || id === undefined) return { at: 'end' };
  return { at: 'row', id, top: row.offsetTop - element.scrollTop };
}

function countAfter(messages: readonly ThreadMessage[], id: string): number {
  const index = messages.findLastIndex((message) => message.id === id);
  return index === -1 ? 0 : messages.length - 1 - index;
}
