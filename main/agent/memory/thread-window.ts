import { comparePositions, type ThreadMessage } from '../../../shared/thread.ts';
import type { History } from '../ports.ts';

/** As many as a prompt may hold; and some more, because what is deleted leaves a gap. */
const size = 300;

/** What is in the past of other turns: said, and neither waiting, ignored nor failed. */
export function isPast({ delivery, text }: ThreadMessage): boolean {
  return text !== '' && !['received', 'ignored', 'failed'].includes(delivery);
}

/** The newest lines of the one thread in memory: on a call nothing waits for the disk. Follows the news of the thread. */
export class ThreadWindow implements History {
  /** Oldest first. */
  #lines: ThreadMessage[] = [];

  /** What is on the disk; lines that came meanwhile are newer than that. */
  async load(history: History): Promise<void> {
    const lines = await history.recentMessages({ conversationId: null, limit: size });
    const fresh = this.#lines;
    this.#lines = [...lines];
    for (const line of fresh) this.saved(line);
  }

  /** New, or changed. */
  saved(message: ThreadMessage): void {
    const index = this.#lines.findLastIndex(({ id }) => id === message.id);
    if (index >= 0) this.#lines.splice(index, 1);
    if (!isPast(message)) return;
    const before = this.#lines.findLastIndex((line) => comparePositions(line, message) < 0);
    this.#lines.splice(before + 1, 0, message);
    if (this.#lines.length > size) this.#lines.shift();
  }

  removed(ids: readonly string[]): void {
    if (ids.length === 0) return;
    const gone = new Set(ids);
    this.#lines = this.#lines.filter(({ id }) => !gone.has(id));
  }

  recentMessages({
    conversationId,
    author,
    limit,
  }: Parameters<History['recentMessages']>[0]): Promise<readonly ThreadMessage[]> {
    if (author === undefined) return Promise.resolve(this.recent(limit, conversationId));
    const own = this.#ownOf(author);
    const lines = this.#lines.filter(
      (line) => line.conversationId === conversationId || own.has(line.conversationId),
    );
    return Promise.resolve(lines.slice(-limit));
  }

  /**
   * The calls and text messages of one number. Of other conversations it is not known here who spoke in them: those lines may
   * have been too old to be kept.
   */
  #ownOf(author: string): ReadonlySet<string | null> {
    const own = new Set<string | null>();
    const others = new Set<string | null>();
    for (const { channel, direction, author: by, conversationId } of this.#lines) {
      if (direction !== 'in') continue;
      const isTheirs = by === author && (channel === 'phone' || channel === 'sms');
      (isTheirs ? own : others).add(conversationId);
    }
    others.add(null);
    return new Set([...own].filter((id) => !others.has(id)));
  }

  /** The newest lines, of one conversation or of all; oldest first. */
  recent(limit: number, conversationId: string | null = null): readonly ThreadMessage[] {
    const lines =
      conversationId === null
        ? this.#lines
        : this.#lines.filter((line) => line.conversationId === conversationId);
    return lines.slice(-limit);
  }
}
