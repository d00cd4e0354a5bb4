import type { ControlHandlers } from '../control/control-server.ts';
import type { Forget } from '../thread/keeping/forget.ts';
import type { ThreadSearch } from '../thread/ports.ts';
import { searchLines } from '../thread/search-lines.ts';

export type KeepingCommandParts = { readonly store: ThreadSearch; readonly forget: Forget };

/** The commands about what is kept. */
export function keepingCommands({
  store,
  forget,
}: KeepingCommandParts): Pick<ControlHandlers, 'search' | 'forget'> {
  return {
    search: async ({ text, last }, { tell }) => {
      for await (const line of searchLines(store, text, last)) tell(line);
    },
    forget: async ({ who, yes }, { tell }) =>
      tell(await (yes ? forget.forget(who) : forget.look(who))),
  };
}
