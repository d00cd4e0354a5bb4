import { viewStrings } from '../view-strings.ts';
import { viewNames, type ViewName } from '../views/view-state.ts';
import { finder } from '../words-in.ts';

/** One choice of the palette, and of the commands that begin with `/` in the composer. */
export type PaletteItem = {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** What is typed after `/`; null where it makes no sense while writing. */
  readonly command: string | null;
} & (
  | { readonly type: 'view'; readonly view: ViewName }
  | { readonly type: 'pause'; readonly paused: boolean }
  | { readonly type: 'compose' }
  | { readonly type: 'talk' }
  /** The form that calls somebody. */
  | { readonly type: 'dial' }
  /** Begins a message to the agent. */
  | { readonly type: 'phrase'; readonly words: string }
  | { readonly type: 'search'; readonly words: string }
);

/** What fits the typed words, the likeliest first; a search for them is always the last. */
export function paletteItems(text: string, paused: boolean): readonly PaletteItem[] {
  const words = text.trim();
  const has = finder(words);
  const fitting = allItems(paused).filter(({ title, about }) => has(`${title} ${about}`));
  const byTitle = ({ title }: PaletteItem): number => (has(title) ? 0 : 1);
  const sorted = fitting.toSorted((a, b) => byTitle(a) - byTitle(b));
  if (words === '') return sorted;
  const { searchFor } = viewStrings.palette;
  const search = { type: 'search', id: 'search-for', words, command: null } as const;
  return [...sorted, { ...search, title: searchFor(words), about: '' }];
}

/** Everything that can be chosen. */
export function allItems(paused: boolean): readonly PaletteItem[] {
  const { names, abouts, palette } = viewStrings;
  return [
    ...viewNames.map((view) => ({
      ...({ type: 'view', id: view, view, command: view } as const),
      ...{ title: names[view], about: abouts[view] },
    })),
    { type: 'compose', id: 'compose', title: palette.latest, about: '', command: null },
    { type: 'talk', id: 'talk', title: palette.talk, about: palette.talkAbout, command: 'talk' },
    ...Object.entries(palette.phrases).map(([id, { title, words, about }]) => ({
      ...({ type: 'phrase', id, command: id } as const),
      ...{ title, words, about },
    })),
    { type: 'dial', id: 'dial', title: palette.dial, about: palette.dialAbout, command: 'dial' },
    {
      ...({ type: 'pause', id: 'pause', paused: !paused } as const),
      ...{ title: paused ? palette.resume : palette.pause, about: '' },
      command: paused ? 'resume' : 'pause',
    },
  ];
}
