import type { Kill } from './plan.ts';
import type { Point } from './points.ts';
import type { Fault } from './verdict.ts';

/** What came of the kills at one point. */
export type Row = {
  readonly point: Point;
  kills: number;
  /** How often the app died just there; a random instant always is where it is. */
  reached: number;
  /** Most starts after a kill until everything was done; more than one where the next start died as well. */
  restarts: number;
  lost: number;
  doubled: number;
  /** Longest time from a kill until everything was done, in milliseconds; of kills that one start followed. */
  worstMs: number;
};

/** Gathers what the lanes find. */
export class Report {
  readonly rows = new Map<string, Row>();
  readonly faults: string[] = [];
  /** Hears of the progress. */
  readonly tell: (line: string) => void;
  /** Messages that were said and looked at. */
  messages = 0;
  kills = 0;

  constructor(tell: (line: string) => void = () => {}) {
    this.tell = tell;
  }

  killed({ point }: Kill, isReached: boolean): void {
    const row = this.#row(point);
    row.kills += 1;
    this.kills += 1;
    if (isReached) row.reached += 1;
    else this.tell(`not reached this time: ${point.name}`);
    if (this.kills % 20 === 0) this.tell(`${this.kills} kills, ${this.faults.length} faults`);
  }

  /** `tookMs` is null where other kills came in between. */
  recovered({ point }: Kill, restarts: number, tookMs: number | null): void {
    const row = this.#row(point);
    row.restarts = Math.max(row.restarts, restarts);
    row.worstMs = Math.max(row.worstMs, tookMs ?? 0);
  }

  /** `kill` is the one for which the message was said, where that is known. */
  found(fault: Fault, kill: Kill | null): void {
    const row = kill ? this.#row(kill.point) : null;
    if (row && fault.type === 'lost') row.lost += 1;
    if (row && fault.type === 'doubled') row.doubled += 1;
    const whose = fault.said ? ` (${fault.said.conversationId}: "${fault.said.text}")` : '';
    this.broke(`${fault.type}: ${fault.what}${whose}`, kill);
  }

  /** Anything else that must not be. */
  broke(what: string, kill: Kill | null): void {
    const line = kill ? `${what}; kill ${kill.number}, ${kill.point.name}` : what;
    this.faults.push(line);
    this.tell(`FAULT ${line}`);
  }

  /** Points at which the app never died. */
  get unreached(): readonly string[] {
    return [...this.rows.values()]
      .filter(({ reached }) => reached === 0)
      .map(({ point }) => point.name);
  }

  /** For people. */
  toTable(): string {
    const head = ['point', 'kills', 'there', 'restarts', 'lost', 'doubled', 'worst recovery'];
    const rows = [...this.rows.values()].toSorted((a, b) => (a.point.name < b.point.name ? -1 : 1));
    const lines = rows.map(({ point, kills, reached, restarts, lost, doubled, worstMs }) => [
      point.name,
      ...[kills, reached, restarts, lost, doubled].map(String),
      `${(worstMs / 1000).toFixed(1)} s`,
    ]);
    const all = [head, ...lines];
    const widths = head.map((_, column) =>
      Math.max(...all.map((line) => line[column]?.length ?? 0)),
    );
    const pad = (cell: string, column: number): string =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
    return all.map((line) => line.map(pad).join('  ')).join('\n');
  }

  #row(point: Point): Row {
    const row = this.rows.get(point.name) ?? {
      ...{ point, kills: 0, reached: 0, restarts: 0, lost: 0, doubled: 0, worstMs: 0 },
    };
    this.rows.set(point.name, row);
    return row;
  }
}
