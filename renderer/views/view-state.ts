import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';

/** The views that open beside the thread, in the order of the palette. */
export const viewNames = [
  'search',
  'tasks',
  'memory',
  'contacts',
  'audit',
  'meters',
  'turns',
  'connections',
  'settings',
  'setup',
] as const;
export type ViewName = (typeof viewNames)[number];

/** Words that the owner may take into a message, and where they come from. */
export type OfferedWords = { readonly words: string; readonly from: 'link' | 'call' };

type State = {
  readonly view: ViewName | null;
  readonly isPaletteOpen: boolean;
  /** What the search begins with; a new object for each asking. */
  readonly wanted: { readonly words: string } | null;
  /** The words that the settings are filtered by when they open; a new object for each asking. */
  readonly wantedSettings: { readonly words: string } | null;
  /** With what a message is to begin; a new object for each asking. */
  readonly phrase: { readonly words: string } | null;
  /** Null where there are none. */
  readonly offered: OfferedWords | null;
  /** Whom the form that calls is to begin with; a new object for each asking. */
  readonly dialled: { readonly target: string } | null;
  /** Grows each time talking is asked for. */
  readonly talkCount: number;
};

/** Which view is open, and the ways to it. */
export class Views {
  readonly store: StoreApi<State> = createStore(() => ({
    view: null,
    isPaletteOpen: false,
    wanted: null,
    wantedSettings: null,
    phrase: null,
    offered: null,
    dialled: null,
    talkCount: 0,
  }));
  /** What had the focus before; it gets it back. */
  #before: Element | null = null;
  #isLeft = false;

  open(view: ViewName): void {
    this.#remember();
    this.store.setState({ view, isPaletteOpen: false });
  }

  /** The search with these words. */
  search(words: string): void {
    this.open('search');
    this.store.setState({ wanted: { words } });
  }

  /** The settings with these words; empty: all of them. */
  settings(words: string): void {
    this.open('settings');
    this.store.setState({ wantedSettings: { words } });
  }

  /** A message to the agent that begins with these words. */
  write(words: string): void {
    this.store.setState({ phrase: { words } });
  }

  /** Words for the owner to take or not; null when they did either. */
  offer(words: string | null, from: OfferedWords['from'] = 'link'): void {
    this.store.setState({ offered: words === null ? null : { words, from } });
  }

  /** The form that calls, with this number. */
  dial(target: string): void {
    this.store.setState({ dialled: { target } });
  }

  /** As a press of the button in the composer. */
  talk(): void {
    this.store.setState(({ talkCount }) => ({ talkCount: talkCount + 1 }));
  }

  close(): void {
    this.store.setState({ view: null });
  }

  /** For something in the thread, which takes the focus. */
  leave(): void {
    this.#isLeft = true;
    this.close();
  }

  openPalette(): void {
    this.#remember();
    this.store.setState({ isPaletteOpen: true });
  }

  /** The browser gives the focus back to what had it. */
  closePalette(): void {
    this.store.setState({ isPaletteOpen: false });
    if (this.store.getState().view === null) this.#before = null;
  }

  /** Once a view is gone; false where what had the focus is gone as well. */
  giveFocusBack(): boolean {
    const [before, isLeft] = [this.#before, this.#isLeft];
    this.#before = null;
    this.#isLeft = false;
    if (isLeft) return true;
    if (!(before instanceof HTMLElement) || before === document.body) return false;
    before.focus({ preventScroll: true });
    return document.activeElement === before;
  }

  #remember(): void {
    const { view, isPaletteOpen } = this.store.getState();
    if (view === null && !isPaletteOpen) this.#before = document.activeElement;
  }
}

/** Hands the views down. */
export const ViewsContext = createContext<Views | null>(null);

/** Throws outside of the app. */
export function useViews(): Views {
  const views = useContext(ViewsContext);
  if (!views) throw new Error('a view was drawn outside of the app');
  return views;
}

export function useViewState<T>(select: (state: State) => T): T {
  return useStore(useViews().store, select);
}
