import type { Action } from '../../shared/action.ts';
import { RefusedError } from '../../shared/errors.ts';
import type { Actions } from '../agent/actions/actions.ts';
import type { ActionLedger } from '../agent/actions/ports.ts';
import type { ControlHandlers } from '../control/control-server.ts';

export type ActionCommandParts = {
  readonly actions: Pick<Actions, 'answer'>;
  readonly store: Pick<ActionLedger, 'openActions' | 'listActions'>;
};

/** What waits for the owner, the owner's answer, and what was done. */
export function actionCommands({
  actions,
  store,
}: ActionCommandParts): Pick<ControlHandlers, 'approvals' | 'approve' | 'deny' | 'audit'> {
  const answer = async (id: string, verdict: 'approve' | 'deny'): Promise<Action> => {
    const action = await findPending(store, id);
    return actions.answer({ id: action, verdict, via: 'command' });
  };
  return {
    approvals: async (_args, { tell }) => {
      for (const action of await pending(store)) tell(action);
    },
    approve: async ({ id }, { tell }) => tell(await answer(id, 'approve')),
    deny: async ({ id }, { tell }) => tell(await answer(id, 'deny')),
    audit: async ({ last }, { tell }) => {
      for (const action of await store.listActions({ before: null, limit: last })) tell(action);
    },
  };
}

async function pending(store: ActionCommandParts['store']): Promise<readonly Action[]> {
  return (await store.openActions()).filter(({ state }) => state === 'pending');
}

/** The id in full: people type its beginning. What is decided already is told as such by whoever answers. */
async function findPending(store: ActionCommandParts['store'], id: string): Promise<string> {
  const found = (await pending(store)).filter((action) => action.id.startsWith(id));
  if (found.length === 1 && found[0]) return found[0].id;
  if (found.length > 1) {
    throw new RefusedError(
      'ACTION_AMBIGUOUS',
      `${found.length} things that wait begin with ${id}.`,
      'Give more of the id; see: adjutant approvals',
    );
  }
  const known = await store.listActions({ before: null, limit: 1000 });
  const decided = known.find((action) => action.id.startsWith(id));
  if (decided) return decided.id;
  throw new RefusedError(
    'NO_ACTION',
    `Nothing that waits has the id ${id}.`,
    'See: adjutant approvals',
  );
}
