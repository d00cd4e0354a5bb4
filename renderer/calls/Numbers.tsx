import { useId, useRef, useState, type ReactNode } from 'react';
import type { NumberView } from '../../shared/phone-number.ts';
import type { NumberActions } from '../state/number-actions.ts';
import { strings } from '../strings.ts';
import { Problem } from './Problem.tsx';
import { useAsking } from '../state/use-asking.ts';
import './Numbers.css';

export type NumbersProps = { readonly reachable: boolean; readonly actions: NumberActions };

/** The owner's numbers and what answers each; they are asked of the service when the list is opened. */
export function Numbers({ reachable, actions }: NumbersProps): ReactNode {
  const [numbers, setNumbers] = useState<readonly NumberView[] | null>(null);
  const [said, setSaid] = useState('');
  const { busy, problem, ask } = useAsking();
  const words = strings.numbers;

  async function load(): Promise<void> {
    setNumbers(await actions.list());
  }

  function change(
    work: () => Promise<{ detail: string; numbers: readonly NumberView[] }>,
  ): Promise<boolean> {
    setSaid('');
    return ask(async () => {
      const done = await work();
      setNumbers(done.numbers);
      setSaid(done.detail);
    });
  }

  return (
    <details
      className="numbers"
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) void ask(load);
      }}
    >
      <summary>{words.title}</summary>
      <p className="numbers-status" role="status">
        {busy ? words.asking : said}
      </p>
      {numbers?.length === 0 && <p>{words.none}</p>}
      <ul>
        {numbers?.map((number) => (
          <NumberRow
            key={number.number}
            number={number}
            off={busy || !reachable}
            onAnswer={() => change(() => actions.answer(number.number))}
            onUndo={() => change(() => actions.undo(number.number))}
          />
        ))}
      </ul>
      <Problem reason={problem} />
    </details>
  );
}

type NumberRowProps = {
  readonly number: NumberView;
  readonly off: boolean;
  /** They resolve with whether it was done. */
  readonly onAnswer: () => Promise<boolean>;
  readonly onUndo: () => Promise<boolean>;
};

function NumberRow({ number, off, onAnswer, onUndo }: NumberRowProps): ReactNode {
  const words = strings.numbers;
  const nameId = useId();
  const row = useRef<HTMLLIElement>(null);
  const act = async (ask: () => Promise<boolean>): Promise<void> => {
    // The button is replaced by another one, and the focus must stay.
    if (!off && (await ask())) row.current?.focus();
  };
  const isOurs = number.answeredBy === 'adjutant' || number.answeredBy === 'mailbox';
  return (
    <li ref={row} tabIndex={-1} aria-labelledby={nameId}>
      <div className="number-words">
        <p id={nameId} className="number-name">
          {number.number}
        </p>
        <p className="number-answerer" dir="auto">
          {words.answerers[number.answeredBy]}
          {number.answeredBy === 'other' && number.flow !== null && ` (${number.flow})`}
        </p>
      </div>
      <span className="number-buttons">
        {!isOurs && (
          <button
            type="button"
            className="quiet-button"
            aria-disabled={off}
            aria-describedby={nameId}
            onClick={() => void act(onAnswer)}
          >
            {words.answer}
          </button>
        )}
        {number.isSetUp && (
          <button
            type="button"
            className="quiet-button"
            aria-disabled={off}
            aria-describedby={nameId}
            onClick={() => void act(onUndo)}
          >
            {words.undo}
          </button>
        )}
      </span>
    </li>
  );
}
