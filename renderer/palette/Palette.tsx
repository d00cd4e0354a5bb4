import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useWindowState } from '../state/app-context.ts';
import { viewStrings } from '../view-strings.ts';
import { useViews, useViewState } from '../views/view-state.ts';
import { paletteItems, type PaletteItem } from './palette-items.ts';
import { useRun } from './use-run.ts';
import './Palette.css';

const words = viewStrings.palette;

/** Every view and action by a few letters; drawn while it is open. */
export function Palette(): ReactNode {
  const isOpen = useViewState(({ isPaletteOpen }) => isPaletteOpen);
  return isOpen && <PaletteDialog />;
}

function PaletteDialog(): ReactNode {
  const views = useViews();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    // The browser keeps the focus in it, and gives it back when it is closed.
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label={words.title}
      onCancel={() => views.closePalette()}
      onClick={(event) => {
        // Beside it: on the dialog itself there is nothing to click.
        if (event.target === dialog.current) views.closePalette();
      }}
    >
      <Chooser />
    </dialog>
  );
}

function Chooser(): ReactNode {
  const run = useRun();
  const paused = useWindowState(({ snapshot }) => snapshot?.paused ?? false);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const listId = useId();
  const items = paletteItems(text, paused);
  const current = items[Math.min(chosen, items.length - 1)];
  const idOf = (item: PaletteItem): string => `${listId}-${item.id}`;
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setChosen((chosen + step + items.length) % Math.max(1, items.length));
    } else if (event.key === 'Enter' && current) {
      event.preventDefault();
      run(current);
    }
  };
  return (
    <>
      <input
        type="text"
        className="palette-field"
        role="combobox"
        dir="auto"
        aria-label={words.title}
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={current && idOf(current)}
        placeholder={words.placeholder}
        maxLength={1000}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <Choices
        id={listId}
        idOf={idOf}
        items={items}
        current={current}
        onRun={(item) => run(item)}
      />
    </>
  );
}

type ChoicesProps = {
  readonly id: string;
  readonly idOf: (item: PaletteItem) => string;
  readonly items: readonly PaletteItem[];
  readonly current: PaletteItem | undefined;
  readonly onRun: (item: PaletteItem) => void;
};

function Choices({ id, idOf, items, current, onRun }: ChoicesProps): ReactNode {
  return (
    <ul id={id} className="palette-items" role="listbox" aria-label={words.results}>
      {items.map((item) => (
        <li
          key={item.id}
          id={idOf(item)}
          role="option"
          aria-selected={item === current}
          ref={item === current ? scrollTo : undefined}
          onClick={() => onRun(item)}
        >
          <span dir="auto">{item.title}</span>
          {item.about !== '' && <span className="palette-about">{item.about}</span>}
        </li>
      ))}
    </ul>
  );
}

function scrollTo(item: HTMLElement | null): void {
  item?.scrollIntoView({ block: 'nearest' });
}
