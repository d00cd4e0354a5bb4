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

/** For people and for documents, as Markdown: a row for each life, from its first look to its last. */
export function toTable(lives: readonly Life[]): string {
  const rows = lives.map(({ early, late }, index) => {
    const each = (tell: (one: Measured) => string): string => `${tell(early)} → ${tell(late)}`;
    return [
      String(index + 1),
      `${each((one) => megabytes(memoryOf(one)))} (${signed(memoryOf(late) / memoryOf(early) - 1)})`,
      each(({ code }) => megabytes(code)),
      each(({ rss }) => megabytes(rss)),
      each((one) => String(handlesOf(one))),
      each(({ descriptors }) => String(descriptors)),
      each(({ threadLines }) => String(threadLines)),
      each((one) => String(bytesOfLine(one))),
    ];
  });
  const head = [
    'Life',
    'Kept',
    'Compiled',
    'Resident',
    'Handles',
    'Descriptors',
    'Lines',
    'Bytes a line',
  ];
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** What is kept, neither what the system lends nor what V8 compiled; the store's thread is not in it. */
function memoryOf({ heapUsed, code, external }: Measured): number {
  return heapUsed - code + external;
}

function handlesOf({ resources }: Measured): number {
  return Object.values(resources).reduce((sum, count) => sum + count, 0);
}

/** Of the data file. */
function bytesOfLine({ databaseBytes, threadLines }: Measured): number {
  return Math.round(databaseBytes / Math.max(1, threadLines));
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
