import { useState, type ReactNode } from 'react';
import type { RehearsalFault } from '../../shared/ipc-contract.ts';
import { rehearsalStrings } from '../rehearsal-strings.ts';
import { sentenceOf } from '../state/app-state.ts';
import { finder } from '../words-in.ts';
import { strings } from '../strings.ts';

export type FaultListProps = {
  readonly faults: readonly RehearsalFault[];
  readonly reachable: boolean;
  readonly onFault: (name: string, on: boolean) => Promise<void>;
};

/** The faults of the practice services. A switch shows what main says, not what was clicked. */
export function FaultList({ faults, reachable, onFault }: FaultListProps): ReactNode {
  const [problem, setProblem] = useState<string | null>(null);
  const [text, setText] = useState('');
  const change = (name: string, on: boolean): void => {
    setProblem(null);
    onFault(name, on).catch((error: unknown) => setProblem(sentenceOf(error)));
  };
  const shown = fitting(faults, text);
  const on = faults.filter((fault) => fault.on);
  return (
    <>
      <div className="fault-tools">
        <input
          type="search"
          dir="auto"
          maxLength={200}
          value={text}
          aria-label={rehearsalStrings.filter}
          placeholder={rehearsalStrings.filter}
          onChange={({ target }) => setText(target.value)}
        />
        {on.length > 0 && (
          <button
            type="button"
            className="quiet-button"
            disabled={!reachable}
            onClick={() => on.forEach(({ name }) => change(name, false))}
          >
            {rehearsalStrings.allOff}
          </button>
        )}
      </div>
      {shown.length === 0 && <p className="practice-hint">{rehearsalStrings.noFault(text)}</p>}
      <Switches faults={shown} reachable={reachable} onChange={change} />
      {problem !== null && (
        <p className="fault-problem" role="alert">
          {strings.rehearsal.faultFailed(problem)}
        </p>
      )}
    </>
  );
}

type SwitchesProps = Pick<FaultListProps, 'faults' | 'reachable'> & {
  readonly onChange: (name: string, on: boolean) => void;
};

function Switches({ faults, reachable, onChange }: SwitchesProps): ReactNode {
  return (
    <ul className="fault-list">
      {faults.map(({ name, label, on }) => (
        <li key={`${name} ${label}`}>
          <label>
            <input
              type="checkbox"
              role="switch"
              checked={on}
              disabled={!reachable}
              onChange={() => onChange(name, !on)}
            />
            <span dir="auto">{label}</span>
          </label>
        </li>
      ))}
    </ul>
  );
}

/** Those with all the words, in their order: one that moved as it is switched would be lost sight of. */
function fitting(faults: readonly RehearsalFault[], text: string): readonly RehearsalFault[] {
  const has = finder(text);
  return faults.filter(({ name, label }) => has(`${name} ${label}`));
}
