import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import './Tabs.css';

export type Tab = { readonly id: string; readonly title: string; readonly body: ReactNode };

export type TabsProps = { readonly label: string; readonly tabs: readonly Tab[] };

/** One part at a time; arrows go from tab to tab. What was opened once stays as it was left. */
export function Tabs({ label, tabs }: TabsProps): ReactNode {
  const [chosen, setChosen] = useState(tabs[0]?.id);
  const [seen, setSeen] = useState<readonly string[]>([]);
  const list = useRef<HTMLDivElement>(null);
  const base = useId();
  const choose = (id: string): void => {
    setChosen(id);
    setSeen([...seen, id]);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (way === undefined) return;
    event.preventDefault();
    const at = tabs.findIndex(({ id }) => id === chosen);
    const next = (at + way + tabs.length) % tabs.length;
    choose(tabs[next]?.id ?? '');
    list.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <>
      <div ref={list} className="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map(({ id, title }) => (
          <button
            key={id}
            id={`${base}-${id}`}
            type="button"
            role="tab"
            aria-selected={id === chosen}
            aria-controls={`${base}-${id}-panel`}
            tabIndex={id === chosen ? 0 : -1}
            onClick={() => choose(id)}
          >
            {title}
          </button>
        ))}
      </div>
      <Panels {...{ base, tabs, chosen, seen }} />
    </>
  );
}

type PanelsProps = Pick<TabsProps, 'tabs'> & {
  readonly base: string;
  readonly chosen: string | undefined;
  readonly seen: readonly string[];
};

function Panels({ base, tabs, chosen, seen }: PanelsProps): ReactNode {
  return tabs.map(({ id, body }, index) => (
    <div
      key={id}
      id={`${base}-${id}-panel`}
      className="tab-panel"
      role="tabpanel"
      aria-labelledby={`${base}-${id}`}
      hidden={id !== chosen}
    >
      {(index === 0 || seen.includes(id)) && body}
    </div>
  ));
}
