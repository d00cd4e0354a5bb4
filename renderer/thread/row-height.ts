import type { ThreadRow } from './thread-rows.ts';

const line = 20;
const card = 53;
const charactersPerLine = 60;
const mostCharacters = 4_000;

/** About how high a row will be, in pixels; what is drawn is measured. */
export function rowHeight(row: ThreadRow | undefined): number {
  if (row?.type !== 'message') return 40;
  const { text, brief, attachments = [], steps = [] } = row.message;
  if (brief) return 160;
  const shown = text.slice(0, mostCharacters);
  const lines = shown
    .split('\n')
    .reduce((sum, words) => sum + Math.max(1, Math.ceil(words.length / charactersPerLine)), 0);
  const folded = Math.min(steps.length, 1);
  return (row.continued ? 14 : 40) + (lines + folded) * line + attachments.length * card;
}
