import { expect, test } from 'vitest';
import { toPage } from './numbers-page.ts';
import { reasonFor } from './reasons.ts';
import { toLine, toTable } from './table.ts';

const times = { p50: 4, p95: 12.5, p99: 20 };
const row = {
  ...{ name: 'end of turn', ...times, floor: { p50: 2, p95: 3, p99: 4 } },
  beside: [
    { name: 'a peer', p50: 400, p95: 500, p99: 600 },
    { name: 'another', missing: 'not installed: no network' },
  ],
  goal: { text: 'p95 ≤ 10 ms', holds: ({ p95 }: { readonly p95: number }) => p95 <= 10 },
};
const machine = {
  ...{ cores: 2, processor: 'Some', memoryGb: 8, system: 'linux x64' },
  node: '24.0.0',
};

test('the table has each row with its goal decided, and below it whoever stands beside it', () => {
  expect(
    toTable([toLine(row)])
      .split('\n')
      .slice(1),
  ).toEqual([
    expect.stringMatching(/^end of turn +4\.00 ms +12\.5 ms .* 2\.00 +5\.00 +p95 ≤ 10 ms +no$/u),
    expect.stringMatching(/^ {4}beside a peer +400 ms +500 ms +600 ms$/u),
    expect.stringMatching(/^ {4}beside another +not installed: no network$/u),
  ]);
});

test('the page says on what it was measured, how busy that was, and why a row misses', () => {
  const at = '2026-11-20T10:00:00.000Z';
  const page = toPage({ calls: { at, machine, others: 71, rows: [toLine(row)] } });
  expect(page).toContain('2026-11-20 10:00 UTC, 2 cores (Some), 8 GB, linux x64, Node 24.0.0');
  expect(page).toContain('**busy**: other work took 71 % of the processors meanwhile.');
  expect(page).toContain(
    '| end of turn | 4.00 ms | 12.5 ms | 20.0 ms | 2.00 ms | 2.00 | p95 ≤ 10 ms | **no** |',
  );
  expect(page).toContain('| … beside another | not installed: no network |');
  expect(page).toContain('- **end of turn**: other work took 71 % of the processors meanwhile;');
  const idle = toPage({ calls: { at, machine, others: 3, rows: [toLine(row)] } });
  expect(idle).toContain('else idle: other work took 3 %');
  expect(idle).toContain('- **end of turn**: not looked into yet.');
  const window = toPage({ window: { at, machine, others: 40, rows: [toLine(row)] } });
  expect(window).toContain('and the processes of the browser itself took 40 %');
  expect(window).not.toContain('busy**');
  expect(window).toContain('- **end of turn**: not looked into yet.');
  expect(page).toMatch(/## A day of a busy owner, in minutes\n\nNot measured\./u);
});

test('a reason counts for as much as it was found for', () => {
  const name = 'webhook → durable → 2xx, 50 in parallel';
  const goal = { text: 'p99 ≤ 25 ms', holds: () => false };
  const [known, more] = [30, 300].map((p99) => reasonFor(toLine({ ...row, name, p99, goal })));
  expect([known, more]).toEqual([expect.stringContaining('two cores'), null]);
});

test('a page on which every goal is met says so', () => {
  const rows = [toLine({ ...row, goal: { ...row.goal, holds: () => true } })];
  const page = toPage({ calls: { at: '2026-11-20T10:00:00.000Z', machine, others: null, rows } });
  expect(page).toContain('None, in these runs.');
});
