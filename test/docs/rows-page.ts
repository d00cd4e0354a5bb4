import { readFile } from 'node:fs/promises';
import { hops } from '../../shared/doctor.ts';
import type { Hop } from '../../shared/doctor.ts';

/** A page of `docs/` whose rows name the tests that show them. */
export type RowsPage = {
  readonly named: readonly { readonly file: string; readonly name: string }[];
  /** The cells of every row, without heads and rules. */
  readonly rows: readonly (readonly string[])[];
  section(heading: string): readonly (readonly string[])[];
  /** Hops of the doctor that a cell names. */
  hopsIn(cell: string): readonly Hop[];
};

export async function readRowsPage(name: string): Promise<RowsPage> {
  const page = await readFile(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
  const sections = page.split(/^## /mu).slice(1);
  const section = (heading: string) =>
    rowsOf(sections.find((text) => text.startsWith(`${heading}\n`)) ?? '');
  return {
    named: [...page.matchAll(/`(?<file>[\w/.-]+\.ts)` › “(?<name>[^”]+)”/gu)].map(({ groups }) => ({
      file: groups?.['file'] ?? '',
      name: groups?.['name'] ?? '',
    })),
    rows: sections.flatMap(rowsOf),
    section,
    hopsIn: (cell) => hops.filter((hop) => cell.includes(`\`${hop}\``)),
  };
}

/** Below the head and the rule. */
function rowsOf(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
}

/** The tests that a cell names. */
export function testsIn(cell: string): number {
  return cell.split('›').length - 1;
}

/** The text of a test file, by its path below `test/`. */
export function sourceOf(file: string): Promise<string> {
  return readFile(new URL(`../${file}`, import.meta.url), 'utf8');
}

/** A name as it stands in the source, whichever quotes hold it. */
export function isTitleIn(source: string, name: string): boolean {
  return [`'${name}'`, `"${name}"`, `\`${name}\``].some((title) => source.includes(title));
}
