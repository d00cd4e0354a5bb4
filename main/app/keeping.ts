import { errorFields } from '../base/log.ts';
import type { Emitter } from '../base/emitter.ts';
import type { CallDesk } from '../call/call-desk.ts';
import type { Forget } from '../thread/keeping/forget.ts';
import { Retention } from '../thread/keeping/retention.ts';
import type { ThreadNews } from '../thread/news.ts';
import { createForget } from './forget-in-home.ts';
import type { Store } from '../store/store.ts';
import type { Ground } from './ground.ts';
import type { Memory } from './memory.ts';
import { otherParty } from '../call/party.ts';

export type KeepingParts = {
  readonly news: Emitter<ThreadNews>;
  readonly calls: Pick<CallDesk, 'calls'>;
  readonly memory: Pick<Memory, 'warm'>;
};

/** What the owner can have deleted; and what is deleted by its age, until the signal. */
export function joinKeeping(
  ground: Ground,
  { news, calls, memory }: KeepingParts,
  signal: AbortSignal,
): Forget {
  const { home, settings, shelf: files, clock } = ground;
  const store: Store = {
    ...ground.store,
    // A person may go although there is no message of them.
    eraseContacts: async (query) => {
      const erased = await ground.store.eraseContacts(query);
      await memory.warm.reload();
      return erased;
    },
  };
  const log = ground.log.child('keeping');
  const forget = createForget({ home, settings, store, files, news }, (who) =>
    calls.calls.some(({ record }) => otherParty(record) === who),
  );
  const retention = new Retention({
    ...{ store, files, news, clock, log },
    days: settings['retention.threadDays'],
    isBusy: () => calls.calls.length > 0,
  });
  retention.run(signal).catch((error: unknown) => {
    if (!signal.aborted) log.error('nothing is deleted by age', errorFields(error));
  });
  return forget;
}
