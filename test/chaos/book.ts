import type { StoredMessage } from '../peers/carbon-voice/messages.ts';

/** What the harness said, and what it may expect for it. */
export type Said = {
  /** Empty while its words are awaited. */
  text: string;
  readonly conversationId: string | null;
  /** Null for what was said at the desk. */
  readonly message: StoredMessage | null;
  /** Its place in its conversation; those with the same one may be answered in any order. */
  readonly rank: number;
  /** Number of the kill it was said for. */
  readonly kill: number;
  /** `silence`: from somebody who is not answered. */
  readonly expect: 'answer' | 'silence';
  /** Whether the app can know of it from a delivery only, which is repeated until it was taken. */
  readonly deliveredOnly: boolean;
  /** Whether the app took it on in so many words: its 204, or the first words of its reply. */
  taken: boolean;
  /** Whether it may have been answered together with others of its conversation. */
  mayBeDigested: boolean;
};

/** Everything that was said in one home, in that order. */
export class Book {
  readonly said: Said[] = [];
  /** Not yet seen to be answered and marked as read. */
  readonly open = new Set<Said>();

  add(words: Omit<Said, 'rank'> & { readonly rank?: number }): Said {
    const said: Said = { rank: this.said.length, ...words };
    this.said.push(said);
    this.open.add(said);
    return said;
  }

  of(kill: number): readonly Said[] {
    return this.said.filter((said) => said.kill === kill);
  }
}

/** The reply of the model double to a text. */
export function answerTo(text: string): string {
  return `Answer to ${text}`;
}
