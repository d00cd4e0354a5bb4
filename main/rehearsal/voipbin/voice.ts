import type { Clock } from '../../base/clock.ts';
import type { Line, PlayedSentence } from './line.ts';

export type VoiceOptions = {
  readonly line: Line;
  readonly clock: Clock;
  /** Characters a second. */
  readonly rate: number;
  readonly source: PlayedSentence['source'];
  readonly provider: string;
  readonly heard: boolean;
};

type Queued = { readonly text: string; readonly readyAt: number; readonly onPlayed: () => void };
type Playing = { readonly id: string; readonly queued: Queued; readonly startedAt: number };

/** A voice that takes time: plays what it is given into a call, sentence by sentence, one after the other. */
export class Voice {
  readonly #options: VoiceOptions;
  readonly #leaveLine: () => void;
  #queue: Queued[] = [];
  #playing: Playing | null = null;
  #cancelTimer: () => void = () => undefined;
  #hasSpoken = false;

  constructor(options: VoiceOptions) {
    this.#options = options;
    this.#leaveLine = options.line.onClose(() => this.stop());
  }

  /** Whether anything was ever given to it. */
  get hasSpoken(): boolean {
    return this.#hasSpoken;
  }

  /** `delayMs`: until the first sound of this text exists; `onPlayed`: after its last. */
  say(text: string, { delayMs = 0, onPlayed = (): void => undefined } = {}): void {
    this.#hasSpoken = true;
    if (!this.#options.line.isOpen) return;
    const readyAt = this.#options.clock.now() + delayMs;
    const sentences = sentencesOf(text);
    for (const [index, sentence] of sentences.entries()) {
      const isLast = index === sentences.length - 1;
      this.#queue.push({ text: sentence, readyAt, onPlayed: isLast ? onPlayed : () => undefined });
    }
    this.#next();
  }

  /**
   * VoIPBIN: `gcp` cancels its stream; `aws` only drains its queue; `elevenlabs` (and what is not known) only ends its
   * input, so that all that was taken keeps playing.
   */
  flush(): void {
    const { provider } = this.#options;
    if (provider !== 'gcp' && provider !== 'aws') return;
    this.#queue = [];
    if (provider === 'gcp') this.#cut();
    else if (!this.#playing) this.#cancelTimer();
  }

  /** For good: what plays is cut. */
  stop(): void {
    this.#leaveLine();
    this.#queue = [];
    this.#cut();
  }

  #next(): void {
    if (this.#playing) return;
    this.#cancelTimer();
    const [head] = this.#queue;
    if (!head) return;
    const { clock, line, rate, source, heard } = this.#options;
    const waitMs = head.readyAt - clock.now();
    if (waitMs > 0) {
      this.#cancelTimer = clock.schedule(waitMs, () => this.#next());
      return;
    }
    this.#queue.shift();
    const id = line.beginSentence({ source, text: head.text, heard });
    this.#playing = { id, queued: head, startedAt: clock.now() };
    this.#cancelTimer = clock.schedule((head.text.length / rate) * 1000, () => this.#finish());
  }

  #finish(): void {
    const playing = this.#playing;
    if (!playing) return;
    this.#playing = null;
    this.#options.line.endSentence(playing.id);
    playing.queued.onPlayed();
    this.#next();
  }

  #cut(): void {
    this.#cancelTimer();
    const playing = this.#playing;
    if (!playing) return;
    this.#playing = null;
    const { clock, rate, line } = this.#options;
    const characters = Math.floor(((clock.now() - playing.startedAt) / 1000) * rate);
    line.endSentence(playing.id, wordsWithin(playing.queued.text, characters));
  }
}

/** The text in sentences as a voice pauses; blank text gives none. */
export function sentencesOf(text: string): readonly string[] {
  const segments = new Intl.Segmenter(undefined, { granularity: 'sentence' }).segment(text);
  return [...segments].map(({ segment }) => segment.trim()).filter((sentence) => sentence !== '');
}

/** The whole words among the first `characters`. */
export function wordsWithin(text: string, characters: number): string {
  if (characters >= text.length) return text;
  const part = text.slice(0, characters);
  if (/\s/.test(text[characters] ?? '')) return part.trimEnd();
  const end = part.search(/\s+\S*$/);
  return end === -1 ? '' : part.slice(0, end);
}
