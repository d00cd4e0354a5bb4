import type { Actions } from '../agent/actions/actions.ts';
import type { ActionLedger } from '../agent/actions/ports.ts';
import type { IpcHandlers } from '../ipc/ipc-router.ts';

export type ActionRequestParts = {
  readonly actions: Pick<Actions, 'answer'>;
  readonly ledger: Pick<ActionLedger, 'listActions'>;
};

/** What the window asks about actions. */
export function actionRequests({
  actions,
  ledger,
}: ActionRequestParts): Pick<IpcHandlers, 'action:answer' | 'actions:list'> {
  return {
    'action:answer': ({ id, verdict, via = 'window' }) => actions.answer({ id, verdict, via }),
    'actions:list': async (query) => ({ actions: await ledger.listActions(query) }),
  };
}
