import type { ReactNode } from 'react';
import type { DoctorView, Hop, JudgedFinding } from '../../shared/doctor.ts';
import { When } from '../views/When.tsx';
import { FixesView } from './Fixes.tsx';
import { hopNames, hopStrings } from './hop-strings.ts';
import './HopChain.css';

export type HopChainProps = {
  readonly hops: readonly Hop[];
  /** Null before the first look. */
  readonly doctor: DoctorView | null;
};

type HopState = 'good' | 'off' | 'bad' | 'looking' | 'to-come';

/** Each hop on the way as one link of a chain, with what was found there; drawn while it is looked at. */
export function HopChain({ hops, doctor }: HopChainProps): ReactNode {
  return (
    <ol className="hops" aria-label={hopStrings.chain}>
      {hops.map((hop) => {
        const found = doctor?.findings.find((one) => one.hop === hop);
        return <HopLink key={hop} hop={hop} found={found} state={stateOf(hop, found, doctor)} />;
      })}
    </ol>
  );
}

function stateOf(hop: Hop, found: JudgedFinding | undefined, doctor: DoctorView | null): HopState {
  if (found) return found.verdict;
  return doctor?.isRunning && doctor.hops.includes(hop) ? 'looking' : 'to-come';
}

type HopLinkProps = {
  readonly hop: Hop;
  readonly found: JudgedFinding | undefined;
  readonly state: HopState;
};

const marks: Readonly<Record<HopState, string>> = {
  good: 'm3.5 8.5 3 3 6-7',
  off: 'M4 8h8',
  bad: 'M8 3.5v5.5M8 12v.01',
  looking: 'M5 8h.01M8 8h.01M11 8h.01',
  'to-come': '',
};

function HopLink({ hop, found, state }: HopLinkProps): ReactNode {
  return (
    <li className="hop" data-state={state}>
      <svg className="hop-mark" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d={marks[state]} />
      </svg>
      <div>
        <p>
          <strong>{hopNames[hop]}</strong> <span className="hop-state">{stateWords(state)}</span>
        </p>
        {found && (
          <>
            <p className="view-row-facts" dir="auto">
              {found.detail}
            </p>
            {found.remedy !== '' && (
              <p className="hop-remedy" dir="auto">
                {found.remedy} <FixesView text={found.remedy} />
              </p>
            )}
            <p className="view-row-facts hop-when">
              <When at={found.at} />
            </p>
          </>
        )}
      </div>
    </li>
  );
}

function stateWords(state: HopState): string {
  if (state === 'looking') return hopStrings.looking;
  return state === 'to-come' ? hopStrings.toCome : hopStrings.verdicts[state];
}
