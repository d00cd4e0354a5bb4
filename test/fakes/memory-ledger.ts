import { runAll } from '../../main/store/batch.ts';
import { openDatabase } from '../../main/store/database.ts';
import type { OperationName } from '../../main/store/operations.ts';
import { toApi } from '../../main/store/store.ts';
import type { StoreApi } from '../../main/store/store.ts';
import { toMessage } from '../../main/store/message.ts';
import { StoreError } from '../../shared/errors.ts';
import type { ThreadMessage } from '../../shared/thread.ts';

/** The real operations on a database in memory, without the thread; a test can look inside and have requests fail. */
export type MemoryLedger = { -readonly [N in keyof StoreApi]: StoreApi[N] } & {
  /** The whole thread by id, in the order in which it was written. */
  readonly messages: ReadonlyMap<string, ThreadMessage>;
  /** The next request of that name fails, once for each call. */
  failNext(name: OperationName, error?: Error): void;
};

export function openMemoryLedger(): MemoryLedger {
  const db = openDatabase(':memory:');
  const failures: { readonly name: OperationName; readonly error: Error }[] = [];
  const request = async (name: OperationName, args: unknown): Promise<unknown> => {
    await Promise.resolve();
    const index = failures.findIndex((failure) => failure.name === name);
    const [failure] = index < 0 ? [] : failures.splice(index, 1);
    if (failure) throw failure.error;
    const [answer] = runAll(db, [{ id: 0, name, args }]);
    if (answer?.ok) return answer.value;
    throw new StoreError(answer?.code ?? 'STORE_FAILED', answer?.message ?? '');
  };
  return {
    ...toApi(request),
    get messages() {
      const rows = db.sql.all`SELECT * FROM message ORDER BY rowid`.map(toMessage);
      return new Map(rows.map((row) => [row.id, row]));
    },
    failNext: (name, error = new StoreError('STORE_FAILED', 'The disk is full.')) => {
      failures.push({ name, error });
    },
  };
}
