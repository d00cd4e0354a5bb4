import type { ThreadMessage } from '../../shared/thread.ts';

/** What stands around one message. */
export interface AroundReader {
  /** With up to `limit` on either side of it, oldest first; without messages where there is no such one. */
  pageAround(query: { readonly id: string; readonly limit: number }): Promise<{
    readonly messages: readonly ThreadMessage[];
    readonly hasOlder: boolean;
    readonly hasNewer: boolean;
  }>;
}
