import type { ThreadMessage } from '../../shared/thread.ts';
import type { Dispatch } from './outbox-ports.ts';

/** A line of the thread that is still to be brought to the owner. `at`: epoch ms, when it was written. */
export type Notice = { readonly id: string; readonly at: number };

/** When the owner wrote last, by the ways that lead back to them; null for never. */
export type OwnerTraces = {
  readonly deskAt: number | null;
  /** Conversations in which the owner wrote, the newest first. */
  readonly conversations: readonly string[];
};

/** What is brought to the owner without having been asked for. Durable when a promise resolves. */
export interface NoticeLedger {
  /** Oldest first. */
  openNotices(): Promise<readonly Notice[]>;
  ownerTraces(query: { readonly limit: number }): Promise<OwnerTraces>;
  /**
   * It is brought: by this letter, which the line becomes, or otherwise. One commit; null when it was brought already, or
   * the line is gone.
   */
  bringNotice(way: {
    readonly id: string;
    readonly letter: {
      readonly conversationId: string;
      readonly dispatch: Dispatch;
    } | null;
  }): Promise<ThreadMessage | null>;
}

/** A call that the owner is on. */
export interface OwnersCall {
  /** In the agent's next silence. */
  say(text: string): void;
}
