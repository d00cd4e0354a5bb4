import type { ThreadMessage } from '../../shared/thread.ts';

/** Messages by their ids. */
export interface AroundReader {
  /** Throws StoreError when there is none by that id. */
  readMessage(query: { readonly id: string }): Promise<ThreadMessage>;
  /** With up to `limit` on either side of it, oldest first; without messages where there is no such one. */
  pageAround(query: { readonly id: string; readonly limit: number }): Promise<{
    readonly messages: readonly ThreadMessage[];
    readonly hasOlder: boolean;
    readonly hasNewer: boolean;
  }>;
}
