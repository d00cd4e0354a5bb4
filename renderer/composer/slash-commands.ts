import { allItems, type PaletteItem } from '../palette/palette-items.ts';

/** What is typed as a command: the choices that it may mean, and what stands behind it. */
export type Slash = { readonly items: readonly PaletteItem[]; readonly rest: string };

const pattern = /^\/(?<command>\p{L}*)(?:(?<gap> )(?<rest>[^\n]*))?$/u;

/** Nothing to choose from where the words are no command, as of a path: those are a message. */
export function slashOf(text: string, paused: boolean): Slash {
  const found = pattern.exec(text)?.groups;
  if (!found) return { items: [], rest: '' };
  const typed = (found['command'] ?? '').toLowerCase();
  const isWhole = found['gap'] !== undefined;
  const items = allItems(paused).filter(({ command }) =>
    isWhole ? command === typed : command?.startsWith(typed),
  );
  return { items, rest: (found['rest'] ?? '').trim() };
}
