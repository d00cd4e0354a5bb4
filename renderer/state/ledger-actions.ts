import type { Bridge } from '../bridge.ts';

/** What the owner decides about a message that is stuck. Requests reject with an `AppError`. */
export type LedgerActions = {
  /** Null for the words as they are. */
  readonly retry: (messageId: string, text: string | null) => Promise<void>;
  readonly drop: (messageId: string) => Promise<void>;
};

export function ledgerActions(bridge: Bridge): LedgerActions {
  return {
    retry: async (messageId, text) =>
      void (await bridge.request('message:retry', { messageId, text })),
    drop: async (messageId) => void (await bridge.request('message:drop', { messageId })),
  };
}
