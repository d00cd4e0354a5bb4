import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import './Parts.css';

export type PartOf = { readonly id: string; readonly title: string; readonly body: ReactNode };

export type PartsProps = {
  readonly label: string;
  readonly parts: readonly PartOf[];
  /** Whether there is room for all of them, each below the other; else one at a time is seen. */
  readonly roomy: boolean;
};

/**
 * The first part always, the others folded; where there is little room, one at a time below tabs. What was opened
 * once stays as it was left, also when the window is made wider or narrower: the parts are the same elements both ways.
 */
export function Parts({ label, parts, roomy }: PartsProps): ReactNode {
  const [chosen, setChosen] = useState(parts[0]?.id);
  const [unfolded, setUnfolded] = useState<readonly string[]>(['answer']);
  const base = useId();
  const fold = (id: string, open: boolean): void => {
    setUnfolded((before) => [...before.filter((one) => one !== id), ...(open ? [id] : [])]);
    // The one that was opened last is the one to see when there is no room any more.
    setChosen((before) => (open ? id : before === id ? parts[0]?.id : before));
  };
  return (
    <>
      {!roomy && <TabList {...{ base, label, parts, chosen }} onChoose={setChosen} />}
      {parts.map((part, index) => (
        <Part
          key={part.id}
          base={base}
          part={part}
          roomy={roomy}
          isFirst={index === 0}
          isOpen={part.id === chosen || (roomy && (index === 0 || unfolded.includes(part.id)))}
          onFold={(open) => fold(part.id, open)}
        />
      ))}
    </>
  );
}

type PartProps = {
  readonly base: string;
  readonly part: PartOf;
  readonly roomy: boolean;
  readonly isFirst: boolean;
  readonly isOpen: boolean;
  readonly onFold: (open: boolean) => void;
};

function Part({ base, part, roomy, isFirst, isOpen, onFold }: PartProps): ReactNode {
  const { id, title, body } = part;
  const [wasOpen, setWasOpen] = useState(isOpen);
  if (isOpen && !wasOpen) setWasOpen(true);
  const tab = { role: 'tabpanel', 'aria-labelledby': `${base}-${id}`, hidden: !isOpen };
  return (
    <div id={`${base}-${id}-panel`} className="part" {...(roomy ? {} : tab)}>
      {isFirst ? (
        body
      ) : (
        <details className="faults" open={isOpen || !roomy}>
          <summary
            hidden={!roomy}
            onClick={(event) => {
              // Told at once; the toggle event comes later, and of what was not done by hand as well.
              event.preventDefault();
              onFold(!isOpen);
            }}
          >
            {title}
          </summary>
          {wasOpen && body}
        </details>
      )}
    </div>
  );
}

type TabListProps = Pick<PartsProps, 'label' | 'parts'> & {
  readonly base: string;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
};

/** Arrows go from tab to tab. */
function TabList({ base, label, parts, chosen, onChoose }: TabListProps): ReactNode {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (way === undefined) return;
    event.preventDefault();
    const at = parts.findIndex(({ id }) => id === chosen);
    const next = (at + way + parts.length) % parts.length;
    onChoose(parts[next]?.id ?? '');
    list.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <div ref={list} className="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {parts.map(({ id, title }) => (
        <button
          key={id}
          id={`${base}-${id}`}
          type="button"
          role="tab"
          aria-selected={id === chosen}
          aria-controls={`${base}-${id}-panel`}
          tabIndex={id === chosen ? 0 : -1}
          onClick={() => onChoose(id)}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
