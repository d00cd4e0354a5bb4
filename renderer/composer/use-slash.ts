import { useState, type KeyboardEvent } from 'react';
import type { PaletteItem } from '../palette/palette-items.ts';
import { slashOf } from './slash-commands.ts';

export type SlashState = {
  /** None where the words are no command. */
  readonly items: readonly PaletteItem[];
  readonly chosen: PaletteItem | null;
  readonly run: (item: PaletteItem) => void;
  /** Returns whether the key was used to choose. */
  readonly onKey: (event: KeyboardEvent) => boolean;
};

export type SlashOptions = {
  readonly text: string;
  readonly paused: boolean;
  /** The words are used up, and the choice is made. */
  readonly onRun: (item: PaletteItem, rest: string) => void;
};

/** The commands that the words may mean, and the keys that choose among them. */
export function useSlash({ text, paused, onRun }: SlashOptions): SlashState {
  const [place, setPlace] = useState({ text: '', index: 0 });
  /** Words for which the choices were sent away. */
  const [closed, setClosed] = useState<string | null>(null);
  const { items: found, rest } = slashOf(text, paused);
  const items = closed === text ? [] : found;
  const index = place.text === text ? place.index : 0;
  const chosen = items[index] ?? null;
  const run = (item: PaletteItem): void => onRun(item, rest);
  const onKey = (event: KeyboardEvent): boolean => {
    if (chosen === null || event.nativeEvent.isComposing) return false;
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (way !== undefined) {
      setPlace({ text, index: (index + way + items.length) % items.length });
    } else if (event.key === 'Escape') setClosed(text);
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') run(chosen);
    else return false;
    event.preventDefault();
    return true;
  };
  return { items, chosen, run, onKey };
}
