import type { Life, Measured } from './day.ts';

/** Of what was there at the first look. */
const allowedPart = 0.05;
/**
 * Of what V8 compiled at the first look: with use it compiles more, which nobody keeps, up to what there is to compile.
 * A program that makes itself new functions would not stop there.
 */
const allowedCodePart = 0.5;
/** Below this, a part of a small number says nothing. */
const fewHandles = 3;

/** What has grown beyond what may be, as sentences. */
export function growthOf({ early, late }: Life, number: number): readonly string[] {
  const faults: string[] = [];
  const before = memoryOf(early);
  const grown = memoryOf(late) - before;
  if (grown > before * allowedPart) {
    faults.push(`life ${number}: memory grew by ${percent(grown / before)}`);
  }
  const compiled = late.code - early.code;
  if (compiled > early.code * allowedCodePart) {
    faults.push(`life ${number}: compiled code grew by ${percent(compiled / early.code)}`);
  }
  if (late.descriptors - early.descriptors > fewHandles) {
    faults.push(`life ${number}: ${early.descriptors} descriptors became ${late.descriptors}`);
  }
  for (const [kind, count] of Object.entries(late.resources)) {
    const had = early.resources[kind] ?? 0;
    if (count - had > fewHandles) faults.push(`life ${number}: ${had} ${kind} became ${count}`);
  }
  return faults;
}

/** One line for each look, for people. */
export function toLines(lives: readonly Life[]): readonly string[] {
  return lives.flatMap(({ early, late }, index) => [
    `life ${index + 1}, early: ${words(early)}`,
    `life ${index + 1}, late:  ${words(late)} (memory ${signed(memoryOf(late) / memoryOf(early) - 1)})`,
  ]);
}

/** What is kept, neither what the system lends nor what V8 compiled; the store's thread is not in it. */
function memoryOf({ heapUsed, code, external }: Measured): number {
  return heapUsed - code + external;
}

function words(one: Measured): string {
  const handles = Object.values(one.resources).reduce((sum, count) => sum + count, 0);
  const perLine = Math.round(one.databaseBytes / Math.max(1, one.threadLines));
  return [
    `${megabytes(memoryOf(one))} kept, ${megabytes(one.code)} compiled, ${megabytes(one.rss)} resident`,
    `${handles} handles, ${one.descriptors} descriptors`,
    `${one.threadLines} lines of ${perLine} bytes each`,
  ].join('; ');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`;
}

function signed(part: number): string {
  return `${part >= 0 ? '+' : ''}${percent(part)}`;
}
