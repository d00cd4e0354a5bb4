import type { Trend } from './views/turn-trends.ts';

const parts: Readonly<Record<Trend['of'], string>> = {
  answer: 'In all: from the known words to the first words out',
  receivedAt: 'Until it is received',
  transcriptAt: 'Until the words are known',
  modelAskedAt: 'Until the model is asked',
  firstTokenAt: 'Until the model begins',
  firstSentenceAt: 'Until the first sentence is whole',
  firstSentAt: 'Until the first words are out',
  doneAt: 'Until all is done',
  interruptedAt: 'Until it is interrupted',
};

/** What the pictures of how fast it answers say. */
export const turnsStrings = {
  parts,
  over: 'Over time',
  channel: 'Channel',
  all: 'All channels',
  p50: '— half are faster (p50)',
  p95: '- - one in twenty is slower (p95)',
  chart: (name: string, p50: string, p95: string) =>
    `${name}, over time; at the end p50 ${p50}, p95 ${p95}`,
  table: 'The same as a table',
  column: { from: 'From', part: 'Part', count: 'Turns', p50: 'p50', p95: 'p95' },
  save: 'Save as a JSON file',
  saved: 'Saved.',
  fileName: 'adjutant-turns.json',
  single: 'Single answers',
} as const;
