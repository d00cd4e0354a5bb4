import { firstVisible, rowOf, rowTop } from './row-search.ts';
import type { VirtualRows } from './use-virtual-rows.ts';

/**
 * Where the reader is: at the end, at the very beginning, or with this row this many pixels below the upper edge; just
 * `moved` until the rows around are drawn.
 */
export type Place =
  | { readonly at: 'end' | 'start' | 'moved' }
  | { readonly at: 'row'; readonly id: string; readonly top: number };

/** Returns where the reader is now: above the upper edge nothing can be brought down any further. */
export function restorePlace(element: HTMLElement, former: Place, rows: VirtualRows): Place {
  const place = former.at === 'moved' ? placeIn(element) : former;
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

/** The place that is in view. */
export function placeIn(element: HTMLElement): Place {
  const row = firstVisible(element);
  const id = row?.dataset['messageId'];
  if (!row || id === undefined) return { at: 'moved' };
  const top = rowTop(row) - element.scrollTop;
  // After a leap what is drawn is still elsewhere, and too far off to keep a place by.
  return top < element.clientHeight ? { at: 'row', id, top } : { at: 'moved' };
}

/** How much there is below what is in view, in pixels. */
export function below({ scrollHeight, clientHeight, scrollTop }: HTMLElement): number {
  return scrollHeight - clientHeight - scrollTop;
}
