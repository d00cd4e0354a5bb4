import type { ThreadMessage } from '../../shared/thread.ts';

type Watch = {
  readonly text: string;
  readonly known: ReadonlySet<string>;
  readonly settle: (arrived: boolean) => void;
};

/**
 * Finds out what became of a desktop message whose answer was lost with the connection: it is in the next snapshot,
 * or it never arrived. So the owner neither loses the words nor sends them twice.
 */
export class ArrivalWatch {
  readonly #watches = new Set<Watch>();

  /** Resolves once the thread tells; `shown` is what the window knew before sending. */
  wait(text: string, shown: readonly ThreadMessage[]): Promise<boolean> {
    const known = new Set(shown.map(({ id }) => id));
    return new Promise((resolve) => {
      const watch: Watch = {
        text: text.trim(),
        known,
        settle: (arrived) => {
          this.#watches.delete(watch);
          resolve(arrived);
        },
      };
      this.#watches.add(watch);
    });
  }

  messagesChanged(messages: readonly ThreadMessage[]): void {
    for (const watch of [...this.#watches]) {
      if (messages.some((message) => isArrivalOf(message, watch))) watch.settle(true);
    }
  }

  /** What has not been found by now did not arrive, as far as anyone can tell. */
  giveUp(): void {
    for (const watch of [...this.#watches]) watch.settle(false);
  }
}

function isArrivalOf(message: ThreadMessage, { text, known }: Watch): boolean {
  return (
    message.channel === 'desktop' &&
    message.direction === 'in' &&
    message.text === text &&
    !known.has(message.id)
  );
}
