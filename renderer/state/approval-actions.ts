import type { Bridge } from '../bridge.ts';

/** The owner's answer to what waits for it. Requests reject with an `AppError`. */
export type ApprovalActions = {
  readonly answer: (id: string, verdict: 'approve' | 'deny') => Promise<void>;
};

export function approvalActions(bridge: Bridge): ApprovalActions {
  return {
    answer: async (id, verdict) => void (await bridge.request('action:answer', { id, verdict })),
  };
}
