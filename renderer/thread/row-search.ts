const rowSelector = '[data-message-id]';

/** The row of a message, if it is drawn. */
export function rowOf(scroller: HTMLElement, messageId: string): HTMLElement | null {
  return scroller.querySelector<HTMLElement>(`[data-message-id="${CSS.escape(messageId)}"]`);
}

/** Where a row stands in what scrolls: rows lie in their list. */
export function rowTop(row: HTMLElement): number {
  const list = row.parentElement;
  return row.offsetTop + (list?.offsetTop ?? 0);
}

/** The first row that reaches below the upper edge, found by halving: rows stand in order. */
export function firstVisible(scroller: HTMLElement): HTMLElement | null {
  const rows = scroller.querySelectorAll<HTMLElement>(rowSelector);
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row && rowTop(row) + row.offsetHeight <= scroller.scrollTop) low = middle + 1;
    else high = middle;
  }
  return rows[low] ?? null;
}
