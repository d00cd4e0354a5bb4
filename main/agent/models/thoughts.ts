const begin = '<think>';
const end = '</think>';

/**
 * Leaves out what a model thinks aloud before it answers, where its server does not tell thoughts and words apart:
 * Qwen, DeepSeek and others write them into the answer, which would be read out on the phone. Only at the beginning,
 * so that an answer may speak of the mark.
 */
export class Thoughts {
  #state: 'open' | 'thinking' | 'answering' = 'open';
  #held = '';

  /** The words of the answer in the next piece of it; '' for none, or none yet. */
  take(piece: string): string {
    if (this.#state === 'answering') return piece;
    this.#held += piece;
    return this.#state === 'thinking' ? this.#think() : this.#begin();
  }

  /** What was held back when the answer ended. */
  rest(): string {
    return this.#state === 'open' ? this.#held : '';
  }

  #begin(): string {
    const text = this.#held.trimStart();
    if (begin.startsWith(text)) return text === begin ? this.#think() : '';
    if (text.startsWith(begin)) return this.#think();
    this.#state = 'answering';
    return this.#held;
  }

  #think(): string {
    this.#state = 'thinking';
    const at = this.#held.indexOf(end);
    if (at >= 0) {
      this.#state = 'answering';
      return this.#held.slice(at + end.length).trimStart();
    }
    // No more than what may be the first part of the mark.
    this.#held = this.#held.slice(1 - end.length);
    return '';
  }
}
