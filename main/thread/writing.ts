import type { ToolStep } from '../../shared/action.ts';

/** A reply as far as it is written, and what was done for it. */
export class Writing {
  #text = '';
  readonly #steps = new Map<string, ToolStep>();

  add(text: string): void {
    this.#text += text;
  }

  /** The newest state of a step counts. */
  addStep(step: ToolStep): void {
    this.#steps.set(step.id, step);
  }

  /** Without the blanks around it. */
  get text(): string {
    return this.#text.trim();
  }

  /** What was done stands, and nobody is to find out later that it was. */
  get textWhenStopped(): string {
    const done = [...this.#steps.values()].filter(({ state }) => state !== 'failed');
    const account = done.map(({ state, summary }) => `${words[state]}: ${summary}`).join('\n');
    return [this.text, account === '' ? '' : `(${account})`].filter(Boolean).join('\n\n');
  }
}

const words: Readonly<Record<ToolStep['state'], string>> = {
  running: 'Already begun',
  done: 'Already done',
  failed: 'Not done',
  asked: 'Waits for your yes',
};
