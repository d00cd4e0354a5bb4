import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';
import type { PracticeMessage } from './entries.ts';
import type { PracticeMessages } from './messages.ts';

export type TranscriptsOptions = {
  readonly messages: PracticeMessages;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Speech-to-text of the practice service: lets the words of voice messages be known when they are due. */
export class Transcripts {
  readonly #options: TranscriptsOptions;
  readonly #timers = new Map<string, () => void>();

  constructor(options: TranscriptsOptions) {
    this.#options = options;
  }

  /** One that is overdue, because the service was not running then, comes at once. */
  schedule({ id, transcribed, status, transcriptDueAt }: PracticeMessage): void {
    if (transcribed || status === 'deleted' || transcriptDueAt === null) return;
    const { messages, clock, log } = this.#options;
    const delayMs = Math.max(0, transcriptDueAt - clock.now());
    const cancel = clock.schedule(delayMs, () => {
      this.#timers.delete(id);
      try {
        messages.transcribe(id);
      } catch (error) {
        // A timer has no caller to tell; the message keeps waiting and is due again at the next start.
        log.error('practice transcript could not be kept', errorFields(error));
      }
    });
    this.#timers.set(id, cancel);
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }
}
