import { useState, type ReactNode } from 'react';
import type { RehearsalFault } from '../../shared/ipc-contract.ts';
import { sentenceOf } from '../state/app-state.ts';
import { strings } from '../strings.ts';

export type FaultListProps = {
  readonly faults: readonly RehearsalFault[];
  readonly reachable: boolean;
  readonly onFault: (name: string, on: boolean) => Promise<void>;
};

/** The faults of the practice services. A switch shows what main says, not what was clicked. */
export function FaultList({ faults, reachable, onFault }: FaultListProps): ReactNode {
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <>
      <ul className="fault-list">
        {faults.map(({ name, label, on }) => (
          <li key={name}>
            <label>
              <input
                type="checkbox"
                role="switch"
                checked={on}
                disabled={!reachable}
                onChange={() => {
                  setProblem(null);
                  onFault(name, !on).catch((error: unknown) => setProblem(sentenceOf(error)));
                }}
              />
              <span dir="auto">{label}</span>
            </label>
          </li>
        ))}
      </ul>
      {problem !== null && (
        <p className="fault-problem" role="alert">
          {strings.rehearsal.faultFailed(problem)}
        </p>
      )}
    </>
  );
}
