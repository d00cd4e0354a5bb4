import type { ReactNode } from 'react';
import type { PaletteItem } from '../palette/palette-items.ts';
import { strings } from '../strings.ts';
import './SlashHints.css';

export type SlashHintsProps = {
  readonly id: string;
  readonly items: readonly PaletteItem[];
  readonly chosen: PaletteItem | null;
  readonly onRun: (item: PaletteItem) => void;
};

/** The id of a choice, for the field that points to it. */
export function hintId(listId: string, { id }: PaletteItem): string {
  return `${listId}-${id}`;
}

/** The commands that fit what is typed; the keyboard stays in the field. */
export function SlashHints({ id, items, chosen, onRun }: SlashHintsProps): ReactNode {
  return (
    // It scrolls, so the keyboard must reach it.
    <ul
      id={id}
      className="slash-hints"
      role="listbox"
      aria-label={strings.composer.commands}
      tabIndex={0}
    >
      {items.map((item) => (
        <li
          key={item.id}
          id={hintId(id, item)}
          role="option"
          aria-selected={item === chosen}
          ref={item === chosen ? scrollTo : undefined}
          // The field keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onRun(item)}
        >
          <code>/{item.command}</code>
          <span className="slash-title">{item.title}</span>
          {item.about !== '' && <span className="slash-about">{item.about}</span>}
        </li>
      ))}
    </ul>
  );
}

function scrollTo(item: HTMLElement | null): void {
  item?.scrollIntoView({ block: 'nearest' });
}
