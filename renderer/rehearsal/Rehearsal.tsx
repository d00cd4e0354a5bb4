import { useId, useState, type ReactNode } from 'react';
import type { RehearsalFault } from '../../shared/ipc-contract.ts';
import { Icon } from '../icons/Icon.tsx';
import { strings } from '../strings.ts';
import { useRoomy } from '../use-roomy.ts';
import { FaultList } from './FaultList.tsx';
import { PracticePhone } from './PracticePhone.tsx';
import type { PracticePhoneActions } from '../state/call-actions.ts';
import { PracticeMessage } from './PracticeMessage.tsx';
import './Rehearsal.css';

export type RehearsalProps = {
  readonly faults: readonly RehearsalFault[];
  readonly reachable: boolean;
  /** Whether somebody is on the line. */
  readonly onCall: boolean;
  readonly phone: PracticePhoneActions;
  readonly onSend: (text: string) => Promise<void>;
  readonly onFault: (name: string, on: boolean) => Promise<void>;
};

/** Makes plain that nothing real happens, and lets the owner act as the people of the practice services. */
export function Rehearsal(props: RehearsalProps): ReactNode {
  const roomy = useRoomy();
  const [opened, setOpened] = useState<boolean | null>(null);
  const open = opened ?? roomy;
  const panelId = useId();
  const words = strings.rehearsal;
  const faultsOn = props.faults.filter(({ on }) => on).length;
  return (
    <section className="rehearsal" aria-label={words.banner}>
      <div className="rehearsal-banner">
        <p>
          <strong>{words.banner}</strong> {words.explained}
        </p>
        <button
          type="button"
          className="quiet-button"
          aria-expanded={open}
          aria-controls={panelId}
          onClick={() => setOpened(!open)}
        >
          {words.open}
          <Icon name="chevron" />
        </button>
      </div>
      <div id={panelId} className="rehearsal-panel" hidden={!open}>
        <PracticeMessage reachable={props.reachable} onSend={props.onSend} />
        <PracticePhone reachable={props.reachable} onCall={props.onCall} phone={props.phone} />
        {props.faults.length > 0 && (
          <details className="faults">
            <summary>
              {words.faults}
              {faultsOn > 0 && <span className="faults-on"> · {words.faultsOn(faultsOn)}</span>}
            </summary>
            <FaultList faults={props.faults} reachable={props.reachable} onFault={props.onFault} />
          </details>
        )}
      </div>
    </section>
  );
}
