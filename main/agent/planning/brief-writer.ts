import { AppError, isAbort } from '../../../shared/errors.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';
import { fence, maxFencedChars } from '../fence.ts';
import type { Model } from '../ports.ts';
import { briefText, gatherBrief } from './brief-facts.ts';
import type { BriefPorts, BriefSection, BriefWish } from './brief-facts.ts';
import { sayDay, sayTime } from './say-time.ts';

export type BriefWriterDeps = {
  readonly ports: BriefPorts;
  /** The model to ask now; null when none is set up. */
  readonly model: () => Model | null;
  /** IANA name. */
  readonly timeZone: string;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Nobody waits for it, but it is to be there in time. */
const limitMs = 45_000;
const mostChars = 6000;

/** Briefs of the owner's day: the facts by code, the words by a model where there is one. */
export class BriefWriter {
  readonly #deps: BriefWriterDeps;

  constructor(deps: BriefWriterDeps) {
    this.#deps = deps;
  }

  /** The plain list; for whoever asks, and for a model that answers with it. */
  async list(wish: BriefWish, signal: AbortSignal): Promise<string> {
    return this.#plain(wish, await this.#gather(wish, signal));
  }

  /** In a model's words where it has any. Throws on abort and on a broken store only. */
  async write(wish: BriefWish, signal: AbortSignal): Promise<string> {
    const sections = await this.#gather(wish, signal);
    const plain = this.#plain(wish, sections);
    const model = this.#deps.model();
    if (model === null || sections.length === 0) return plain;
    // A model would be shown the beginning alone, and tell that as if it were all.
    if (plain.length > maxFencedChars) return plain;
    return (await this.#ask(model, plain, { wish, signal })) ?? plain;
  }

  #gather(wish: BriefWish, signal: AbortSignal): Promise<readonly BriefSection[]> {
    return gatherBrief(wish, this.#here(), { ports: this.#deps.ports, signal });
  }

  #plain({ day, kind }: BriefWish, sections: readonly BriefSection[]): string {
    const name = sayDay(day, this.#here()).replace(/^on /u, '');
    const head = kind === 'evening' ? `Your evening brief, ${name}` : `Your brief for ${name}`;
    if (sections.length === 0) return `${head}: nothing is due, and nothing waits for you.`;
    return `${head}:\n\n${briefText(sections)}`;
  }

  /** Null when no use can be made of the answer. */
  async #ask(
    model: Model,
    plain: string,
    { wish, signal }: { readonly wish: BriefWish; readonly signal: AbortSignal },
  ): Promise<string | null> {
    const { clock, log } = this.#deps;
    const end = new AbortController();
    const cancel = clock.schedule(limitMs, () => end.abort(new DOMException('late', 'AbortError')));
    const both = AbortSignal.any([signal, end.signal]);
    try {
      let text = '';
      for await (const part of model.stream(this.#prompt(plain, wish), both)) {
        if (typeof part === 'string') text += part;
        if (text.length > mostChars) return null;
      }
      return text.trim() === '' ? null : text.trim();
    } catch (error) {
      if (signal.aborted || !(error instanceof AppError || isAbort(error))) throw error;
      log.info('no model worded a brief', errorFields(error));
      return null;
    } finally {
      cancel();
    }
  }

  #prompt(plain: string, { kind }: BriefWish) {
    const here = this.#here();
    return {
      system: [
        `You write the ${kind === 'evening' ? 'evening brief' : 'morning brief'} of your owner, whose chief of staff you are.`,
        `It is ${sayTime(here.now, here)} (${here.timeZone}).`,
        'Write at most 150 words of compact Markdown: first what matters most, then the rest in the order of the day. Keep every time, name and id exactly as it is. Leave nothing out that is due or waits for the owner. Add nothing that is not in the facts.',
      ].join('\n'),
      messages: [{ role: 'user' as const, content: fence(plain, 'what is known of the day') }],
      tools: [],
    };
  }

  #here() {
    return { now: this.#deps.clock.now(), timeZone: this.#deps.timeZone };
  }
}
