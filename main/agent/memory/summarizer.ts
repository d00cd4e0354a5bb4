import { isAbort } from '../../../shared/errors.ts';
import {
  comparePositions,
  type ThreadMessage,
  type ThreadPosition,
} from '../../../shared/thread.ts';
import type { Clock } from '../../base/clock.ts';
import { newId } from '../../base/ids.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';
import type { Model } from '../ports.ts';
import type { SummaryLedger, SummarySection } from './ports.ts';
import { isAboutWords, quoteSummary, writeSummary } from './summary-writer.ts';
import type { Telling } from './summary-writer.ts';
import { isPast } from './thread-window.ts';
import { estimateTokens } from './tokens.ts';

export type SummarizerDeps = {
  readonly ledger: SummaryLedger;
  readonly thread: ThreadPages;
  /** The model to ask now; null when none is set up. */
  readonly model: () => Model | null;
  /** Whether something goes on that nothing may disturb, a call; or nothing is to be done at all. */
  readonly isBusy: () => boolean;
  /** The least that a prompt shows of the thread itself, in tokens: what is older has to be told by a summary. */
  readonly shownTokens: number;
  /** IANA name. */
  readonly timeZone: string;
  /** There is another summary. */
  readonly changed: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Reading of the thread, oldest first. */
export interface ThreadPages {
  pageBefore(query: {
    readonly before: ThreadPosition | null;
    readonly limit: number;
  }): Promise<{ readonly messages: readonly ThreadMessage[]; readonly hasOlder: boolean }>;
  pageAfter(query: {
    readonly after: ThreadPosition | null;
    readonly since: number;
    readonly limit: number;
  }): Promise<readonly ThreadMessage[]>;
}

const utf8 = new TextEncoder();

/** After the last news, because a conversation that goes on is not disturbed. */
const quietMs = 60_000;
/** After a model that failed; longer after each further failure in a row, up to the longest. */
const failedMs = 900_000;
const longestMs = 14_400_000;
/** A model that could not tell of the same words so often never will. */
const mostRefusals = 3;
/** So far back a thread is told that has no summary yet. */
const farthest = 1000;
/** Most messages and tokens of one section. */
const stepMessages = 100;
const stepTokens = 3000;
/** From so many of a level on, the oldest of them become one of the next. */
const mostOfLevel = 6;
const mergedAtOnce = 4;

/**
 * Has the model tell in few words what does not fit into a prompt any more: in steps, in the background, and never
 * while somebody waits. What it wrote is kept; a section goes with any message of it, and is then made anew.
 */
export class Summarizer {
  readonly #deps: SummarizerDeps;
  readonly #signal: AbortSignal;
  #cancel: () => void = () => {};
  #running: Promise<void> | null = null;
  #notBefore = 0;
  #failures = 0;
  /** Which stretch no model would tell of, and how often. */
  #refused = { stretch: '', count: 0 };

  constructor(deps: SummarizerDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#cancel(), { once: true });
  }

  /** Something was said or deleted: when it is quiet there may be something to do. */
  wake(): void {
    if (this.#signal.aborted) return;
    this.#cancel();
    const { clock } = this.#deps;
    const waitMs = Math.max(quietMs, this.#notBefore - clock.now());
    this.#cancel = clock.schedule(waitMs, () => void this.#start());
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #start(): Promise<void> {
    if (this.#running) return this.wake();
    if (this.#deps.isBusy()) return this.wake();
    const run = this.#run();
    this.#running = run;
    await run;
    this.#running = null;
  }

  /** Everything that there is to do; never rejects. */
  async #run(): Promise<void> {
    const { clock, log, isBusy } = this.#deps;
    try {
      while (!this.#signal.aborted) {
        if (isBusy()) return this.wake();
        const model = this.#deps.model();
        if (model === null || !(await this.#step(model))) return;
        await this.#deps.changed();
      }
    } catch (error) {
      if (this.#signal.aborted || isAbort(error)) return;
      log.warn('the thread could not be summarised', errorFields(error));
      this.#notBefore = clock.now() + Math.min(failedMs * 2 ** this.#failures, longestMs);
      this.#failures += 1;
      this.wake();
    }
  }

  /** One section more, or several made one; false when there is nothing to do. */
  async #step(model: Model): Promise<boolean> {
    const sections = await this.#deps.ledger.summaries();
    const stretch = await this.#nextStretch(sections);
    if (stretch.length > 0) return this.#summarize(model, stretch);
    const merged = toMerge(sections);
    return merged.length > 0 && this.#merge(model, merged);
  }

  /** The oldest messages that no section tells of, as many as make one section. */
  async #nextStretch(sections: readonly SummarySection[]): Promise<readonly ThreadMessage[]> {
    for (const [index, { until }] of sections.entries()) {
      const next = sections[index + 1];
      if (!next) break;
      const gap = (await this.#after(until)).filter(
        (message) => comparePositions(message, next.from) < 0,
      );
      if (gap.length > 0) return firstStep(gap);
    }
    const [first] = sections;
    const before = first ? await this.#beforeFirst(first.from) : [];
    return before.length > 0 ? before : this.#olderThanShown(sections.at(-1)?.until ?? null);
  }

  /** What the first section told of went with a message of it; so far back as a thread without any is told. */
  async #beforeFirst(from: ThreadPosition): Promise<readonly ThreadMessage[]> {
    const { thread } = this.#deps;
    const { messages } = await thread.pageBefore({ before: from, limit: stepMessages });
    if (messages.length === 0) return [];
    const later = await thread.pageAfter({ after: from, since: 0, limit: farthest });
    return later.length > farthest - stepMessages ? [] : lastStep(messages);
  }

  /** What was said after the last section and does not surely fit into a prompt; nothing while that is little. */
  async #olderThanShown(told: ThreadPosition | null): Promise<readonly ThreadMessage[]> {
    const lines = await this.#newest(told);
    const keep = this.#deps.shownTokens / 2;
    let tokens = 0;
    const end = lines.findLastIndex((line) => (tokens += tokensOf(line)) > keep);
    const old = lines.slice(0, end + 1);
    const size = old.reduce((sum, line) => sum + tokensOf(line), 0);
    return size < keep ? [] : firstStep(old);
  }

  /** From the end of the thread back to a place, oldest first. */
  async #newest(back: ThreadPosition | null): Promise<readonly ThreadMessage[]> {
    const lines: ThreadMessage[] = [];
    let before: ThreadPosition | null = null;
    while (lines.length < farthest) {
      const page = await this.#deps.thread.pageBefore({ before, limit: stepMessages });
      const fresh = back
        ? page.messages.filter((one) => comparePositions(back, one) < 0)
        : page.messages;
      lines.unshift(...fresh);
      before = page.messages[0] ?? null;
      if (!page.hasOlder || fresh.length < page.messages.length) break;
    }
    return lines;
  }

  #after(place: ThreadPosition): Promise<readonly ThreadMessage[]> {
    return this.#deps.thread.pageAfter({ after: place, since: 0, limit: stepMessages });
  }

  async #summarize(model: Model, stretch: readonly ThreadMessage[]): Promise<boolean> {
    const [first, last] = [stretch[0], stretch.at(-1)];
    if (!first || !last) return false;
    const { ledger } = this.#deps;
    const said = stretch.filter(isPast);
    const text = said.length === 0 ? '' : await this.#write(model, { lines: said });
    const section = this.#section({ level: 0, from: first, until: last, text });
    const bytes = stretch.reduce((sum, line) => sum + utf8.encode(line.text).length, 0);
    const read = { messages: stretch.length, bytes };
    return this.#kept(await ledger.saveSummary({ section, read }));
  }

  async #merge(model: Model, merged: readonly SummarySection[]): Promise<boolean> {
    const [first, last] = [merged[0], merged.at(-1)];
    if (!first || !last) return false;
    const told = merged.filter((section) => section.text !== '');
    const text = told.length === 0 ? '' : await this.#write(model, { sections: told });
    const { level } = first;
    const section = this.#section({ level: level + 1, from: first.from, until: last.until, text });
    const ids = merged.map(({ id }) => id);
    return this.#kept(await this.#deps.ledger.mergeSummaries({ section, ids }));
  }

  /** What has changed meanwhile is done anew, but not at once: each time costs a question to the model. */
  #kept(isKept: boolean): boolean {
    this.#failures = 0;
    if (isKept) return true;
    this.#notBefore = this.#deps.clock.now() + failedMs;
    this.wake();
    return false;
  }

  async #write(model: Model, telling: Telling): Promise<string> {
    const { timeZone, clock } = this.#deps;
    const stretch = stretchOf(telling);
    const before = this.#refused.stretch === stretch ? this.#refused.count : 0;
    // All that comes later would wait for it.
    if (before >= mostRefusals) return quoteSummary(telling);
    try {
      return await writeSummary({ model, telling, timeZone, clock }, this.#signal);
    } catch (error) {
      if (isAboutWords(error)) this.#refused = { stretch, count: before + 1 };
      throw error;
    }
  }

  #section(parts: {
    readonly level: number;
    readonly from: ThreadPosition;
    readonly until: ThreadPosition;
    readonly text: string;
  }): SummarySection {
    const { from, until } = parts;
    return {
      ...{ ...parts, id: newId(), madeAt: this.#deps.clock.now() },
      ...{ from: { at: from.at, id: from.id }, until: { at: until.at, id: until.id } },
    };
  }
}

function stretchOf(telling: Telling): string {
  const parts = 'lines' in telling ? telling.lines : telling.sections;
  return parts.map(({ id }) => id).join(' ');
}

/** Of the lowest level that has too many, the oldest that follow each other. */
function toMerge(sections: readonly SummarySection[]): readonly SummarySection[] {
  const levels = [...new Set(sections.map(({ level }) => level))].toSorted((a, b) => a - b);
  for (const level of levels) {
    if (sections.filter((section) => section.level === level).length < mostOfLevel) continue;
    for (const start of sections.keys()) {
      const run = sections.slice(start, start + mergedAtOnce);
      const isWhole = run.length === mergedAtOnce;
      if (isWhole && run.every((section) => section.level === level)) return run;
    }
  }
  return [];
}

function firstStep(lines: readonly ThreadMessage[]): readonly ThreadMessage[] {
  let tokens = 0;
  const end = lines.findIndex((line) => (tokens += tokensOf(line)) > stepTokens);
  return lines.slice(0, Math.min(end < 0 ? lines.length : Math.max(end, 1), stepMessages));
}

/** The same from the end. */
function lastStep(lines: readonly ThreadMessage[]): readonly ThreadMessage[] {
  let tokens = 0;
  const start = lines.findLastIndex((line) => (tokens += tokensOf(line)) > stepTokens) + 1;
  return lines.slice(Math.min(start, lines.length - 1));
}

function tokensOf({ text }: ThreadMessage): number {
  return estimateTokens(text);
}
