import type { Percentiles } from './percentiles.ts';
import { reasonFor } from './reasons.ts';
import type { Machine, Result, Results } from './results.ts';
import { metWord, round } from './table.ts';
import type { Beside, Line } from './table.ts';

/** In the order in which somebody wants to know them. */
const titles: Readonly<Record<string, string>> = {
  talk: 'What a caller notices, beside others',
  calls: 'Work of the app in a call',
  ingress: 'Taking deliveries',
  start: 'Starting, idling, and the shortcut',
  window: 'A thread of 50,000 messages',
  soak: 'A day of a busy owner, in minutes',
  leaks: 'What toggles and cut connections leave behind',
  tunnel: 'Until the public address works again',
};

/** What these start has processes of its own, which cannot be told from others. */
const withBrowser: ReadonlySet<string> = new Set(['start', 'window']);

const head = `# Measured numbers

As \`npm run bench\` measured them last, written by \`npm run numbers\` and by nobody's hand. What each row means, and how it is taken:
[how we measure](../test/bench/README.md). Goals hold for two cores, our own code and doubles of the services on loopback; the floor is a program that does the same requests and nothing else, in the same
run. Milliseconds depend on the machine: quote the ratios. Back to the [README](../README.md).`;

/** The page of what was measured; its rows that miss each with a reason. */
export function toPage(results: Results): string {
  const parts = Object.entries(titles).flatMap(([name, title]) => {
    const result = results[name];
    return result ? [toSection(name, title, result)] : [`## ${title}\n\nNot measured.`];
  });
  return `${[head, ...parts, misses(results)].join('\n\n')}\n`;
}

function toSection(name: string, title: string, { at, machine, others, rows }: Result): string {
  const lines = rows.flatMap(toCells).map((cells) => `| ${cells.join(' | ')} |`);
  return [
    `## ${title}`,
    '',
    `${at.slice(0, 16).replace('T', ' ')} UTC, ${describe(machine)}; ${busyWords(others, name)}.`,
    '',
    '|  | p50 | p95 | p99 | floor p50 | × p50 | goal | met |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

function describe({ cores, processor, memoryGb, system, node }: Machine): string {
  return `${cores} cores (${processor}), ${memoryGb} GB, ${system}, Node ${node}`;
}

function busyWords(others: number | null, name: string): string {
  if (others === null) return 'how much of it went to other work is not known here';
  if (withBrowser.has(name)) {
    return `other work and the processes of the browser itself took ${others} % of the processors meanwhile`;
  }
  return `${isBusy(others) ? '**busy**' : 'else idle'}: other work took ${others} % of the processors meanwhile`;
}

/** Others who want to run make every time longer, and the longest ones most: whoever reads them has to know. */
function isBusy(others: number | null): boolean {
  return others !== null && others > 10;
}

function toCells(line: Line): readonly (readonly string[])[] {
  const { floor, unit, p50 } = line;
  const own = [
    ...times(line, unit),
    floor ? withUnit(floor.p50, unit) : '',
    floor ? round(p50 / floor.p50) : '',
    line.goal ?? '',
    line.met === false ? '**no**' : metWord(line.met),
  ];
  return [[line.name, ...own], ...line.beside.map((other) => besideCells(other, unit))];
}

function besideCells(other: Beside, unit: string): readonly string[] {
  const measured = 'missing' in other ? [other.missing, '', ''] : times(other, unit);
  return [`… beside ${other.name}`, ...measured, '', '', '', ''];
}

function times({ p50, p95, p99 }: Percentiles, unit: string): readonly string[] {
  return [p50, p95, p99].map((value) => withUnit(value, unit));
}

function withUnit(value: number, unit: string): string {
  return `${round(value)} ${unit}`.trim();
}

function misses(results: Results): string {
  const lines = Object.entries(results)
    .filter(([name]) => name in titles)
    .flatMap(([bench, { rows, others }]) =>
      rows
        .filter(({ met }) => met === false)
        .map((line) => {
          const reason = unexplained(withBrowser.has(bench) ? null : others);
          return `- **${line.name}**: ${reasonFor(line) ?? reason}`;
        }),
    );
  const text = lines.length > 0 ? lines.join('\n') : 'None, in these runs.';
  return `## What misses its goal, and why\n\n${text}`;
}

function unexplained(others: number | null): string {
  if (!isBusy(others)) return 'not looked into yet.';
  return `other work took ${others} % of the processors meanwhile; to be measured again on an idle machine.`;
}
