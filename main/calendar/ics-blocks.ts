/** What of a file is looked at: events and time zones, each as the lines it needs. */
export type IcsBlocks = {
  readonly events: readonly string[];
  readonly zones: readonly string[];
  /** Events that are too large, nested too deeply, or not closed. */
  readonly damaged: number;
};

const maxDepth = 8;
/** No event needs so much without its description. */
const maxBlockChars = 256 * 1024;
const maxBlocks = 20_000;
const maxZones = 200;

/** The rest (descriptions, attendees, alarms) tells nothing that is wanted, and is where most damage is. */
const wanted =
  /^(?:UID|SUMMARY|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID|STATUS|LOCATION|TRANSP)[;:]/iu;
/** Time zones change by the year; another rule would only take long. */
const wantedOfZone =
  /^(?:TZID|X-LIC-LOCATION|DTSTART|TZOFFSET(?:FROM|TO)|RDATE)[;:]|^RRULE:.*FREQ=YEARLY/iu;

type Open = {
  readonly kind: 'VEVENT' | 'VTIMEZONE';
  readonly lines: string[];
  readonly depth: number;
};

/** Takes a file apart, so that one damaged event does not take the others along. Never throws. */
export function splitIcs(text: string): IcsBlocks {
  const splitter = new Splitter();
  for (const line of unfold(text)) splitter.take(line);
  return splitter.end();
}

/** Lines as they were before they were folded. */
function unfold(text: string): readonly string[] {
  return text.replaceAll(/\r?\n[ \t]/gu, '').split(/\r\n|\n|\r/u);
}

class Splitter {
  readonly #events: string[] = [];
  readonly #zones: string[] = [];
  #damaged = 0;
  #depth = 0;
  #open: Open | null = null;

  take(line: string): void {
    const mark = /^(BEGIN|END):([\w-]+)\s*$/iu.exec(line);
    if (mark === null) return this.#keep(line);
    const [, what = '', name = ''] = mark;
    if (what.toUpperCase() === 'BEGIN') this.#begin(name.toUpperCase());
    else this.#endOf(name.toUpperCase());
  }

  end(): IcsBlocks {
    this.#drop();
    return { events: this.#events, zones: this.#zones, damaged: this.#damaged };
  }

  #begin(name: string): void {
    this.#depth += 1;
    if (name === 'VEVENT' || name === 'VTIMEZONE') {
      // One that was not closed ends where the next one begins.
      this.#drop();
      this.#open = { kind: name, lines: [`BEGIN:${name}`], depth: this.#depth };
      return;
    }
    if (this.#isZonePart()) this.#open?.lines.push(`BEGIN:${name}`);
  }

  #endOf(name: string): void {
    const open = this.#open;
    if (open !== null && name === open.kind) {
      open.lines.push(`END:${name}`);
      this.#close(open);
      this.#open = null;
    } else if (this.#isZonePart()) {
      open?.lines.push(`END:${name}`);
    }
    this.#depth = Math.max(0, this.#depth - 1);
  }

  #keep(line: string): void {
    const open = this.#open;
    if (open === null) return;
    // What stands in an alarm is the alarm's, and its times are none of the event's.
    if (open.kind === 'VEVENT' && this.#depth === open.depth && wanted.test(line)) {
      open.lines.push(line);
    } else if (open.kind === 'VTIMEZONE' && wantedOfZone.test(line)) {
      open.lines.push(line);
    }
  }

  #isZonePart(): boolean {
    return this.#open?.kind === 'VTIMEZONE' && this.#depth === this.#open.depth + 1;
  }

  #close({ kind, lines, depth }: Open): void {
    const block = lines.join('\r\n');
    if (kind === 'VTIMEZONE') {
      if (this.#zones.length < maxZones && block.length <= maxBlockChars) this.#zones.push(block);
    } else if (
      depth > maxDepth ||
      block.length > maxBlockChars ||
      this.#events.length >= maxBlocks
    ) {
      this.#damaged += 1;
    } else {
      this.#events.push(block);
    }
  }

  #drop(): void {
    if (this.#open?.kind === 'VEVENT') this.#damaged += 1;
    this.#open = null;
  }
}
