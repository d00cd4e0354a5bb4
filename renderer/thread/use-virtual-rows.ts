import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type FocusEvent,
  type RefObject,
} from 'react';
import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { keyOf, type ThreadRow } from './thread-rows.ts';
import { rowHeight } from './row-height.ts';

export type VirtualRows = {
  readonly virtualizer: Virtualizer<HTMLDivElement, HTMLLIElement>;
  readonly list: RefObject<HTMLOListElement | null>;
  /** The distance of a row from the upper edge of what scrolls, as far as is known; null for a row that is not there. */
  readonly topOf: (messageId: string) => number | null;
  /** A row that had the focus stays, with what was typed into it. */
  readonly onFocus: (event: FocusEvent) => void;
};

/** Rows beyond either edge that are there already, so that nothing is blank while it scrolls. */
const overscan = 6;
/** Of the rows that had the focus, so many stay. */
const pinnedMost = 4;
/** Before the window is measured; the first paint is the end of the thread already. */
const initialRect = { width: 400, height: 640 };

/** The first paint waits for no row beyond the edge; in milliseconds after its drawing. */
const beyondMs = 50;

/** Whether there was time to paint the first rows. */
function usePainted(hasRows: boolean): boolean {
  const [isPainted, setPainted] = useState(false);
  useEffect(() => {
    if (!hasRows) return undefined;
    const timer = setTimeout(() => setPainted(true), beyondMs);
    return () => clearTimeout(timer);
  }, [hasRows]);
  return isPainted;
}

/** Of all rows those that are in view, and where they stand. */
export function useVirtualRows(
  rows: readonly ThreadRow[],
  scroller: RefObject<HTMLDivElement | null>,
): VirtualRows {
  const list = useRef<HTMLOListElement>(null);
  const indexes = useMemo(() => new Map(rows.map((row, index) => [keyOf(row), index])), [rows]);
  const pinned = useRef<readonly string[]>([]);
  const isPainted = usePainted(rows.length > 0);
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLLIElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback(
      (index: number) => {
        const row = rows[index];
        return row ? keyOf(row) : index;
      },
      [rows],
    ),
    estimateSize: (index) => rowHeight(rows[index]),
    initialRect,
    initialOffset: () => Number.MAX_SAFE_INTEGER,
    overscan: isPainted ? overscan : 0,
    rangeExtractor: (range) => {
      const kept = pinned.current.flatMap((key) => indexes.get(key) ?? []);
      return [...new Set([...kept, ...defaultRangeExtractor(range)])].toSorted((a, b) => a - b);
    },
  });
  // The place of the reader is kept by what they look at, not by sums of heights.
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = () => false;
  const topOf = useCallback(
    (messageId: string) => {
      const index = indexes.get(messageId);
      if (index === undefined) return null;
      const start = virtualizer.measurementsCache[index]?.start ?? 0;
      return start + (list.current?.offsetTop ?? 0);
    },
    [indexes, virtualizer],
  );
  const onFocus = useCallback(({ target }: FocusEvent) => {
    const id = target.closest<HTMLElement>('[data-message-id]')?.dataset['messageId'];
    if (id === undefined || pinned.current.at(-1) === id) return;
    pinned.current = [...pinned.current.filter((key) => key !== id), id].slice(-pinnedMost);
  }, []);
  return { virtualizer, list, topOf, onFocus };
}
