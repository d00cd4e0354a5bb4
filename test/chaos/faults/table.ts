import type { Trial } from './trial.ts';

/** For people and for documents, as Markdown: alone first, then in pairs. */
export function toTable(trials: readonly Trial[]): string {
  const rows = trials
    .toSorted((a, b) => partsOf(a) - partsOf(b))
    .map(({ name, seen, recoveredMs, faults }) => [
      name,
      seen.length === 0 ? 'nothing' : seen.join(' / '),
      `${(recoveredMs / 1000).toFixed(1)} s`,
      String(faults.length),
    ]);
  const head = ['Fault', 'What the owner sees', 'Recovered after', 'Lost or doubled'];
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function partsOf({ name }: Trial): number {
  return name.split(' + ').length;
}
