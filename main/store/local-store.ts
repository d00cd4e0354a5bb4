import { StoreError } from '../../shared/errors.ts';
import { runAll } from './batch.ts';
import { closeDatabase, openDatabase } from './database.ts';
import { toApi } from './store.ts';
import type { Store } from './store.ts';

/** The data file in this very thread, for a command that has nothing else to do. Throws StoreError. */
export function openLocalStore(path: string): Store {
  const db = openDatabase(path);
  const api = toApi(async (name, args) => {
    const [answer] = runAll(db, [{ id: 0, name, args }]);
    if (answer?.ok) return answer.value;
    throw new StoreError(answer?.code ?? 'STORE_FAILED', answer?.message ?? 'No answer.');
  });
  const never = Promise.withResolvers<never>();
  return { ...api, broken: never.promise, close: async () => void closeDatabase(db) };
}
