import { useId, useState, type ReactNode } from 'react';
import type { RehearsalFault } from '../../shared/ipc-contract.ts';
import { Problem } from '../calls/Problem.tsx';
import { Icon } from '../icons/Icon.tsx';
import { rehearsalStrings } from '../rehearsal-strings.ts';
import { useAsking } from '../state/use-asking.ts';
import { strings } from '../strings.ts';
import { useRoomy } from '../use-roomy.ts';
import { LastAnswer } from './LastAnswer.tsx';
import { PracticePersona } from './PracticePersona.tsx';
import { FaultList } from './FaultList.tsx';
import { PracticePhone } from './PracticePhone.tsx';
import type { PracticePhoneActions } from '../state/call-actions.ts';
import { PracticeMessage } from './PracticeMessage.tsx';
import { Parts, type PartOf } from './Parts.tsx';
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
  const parts = useParts(props);
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
        <Parts label={words.open} parts={parts} roomy={roomy} />
      </div>
    </section>
  );
}

/** The people to act as, and what is around them. */
function useParts(props: RehearsalProps): readonly PartOf[] {
  const { faults, reachable, onCall } = props;
  const { again, onSend, phone, repeat } = useAgain(props);
  const people = (
    <>
      <PracticeMessage reachable={reachable} onSend={onSend} />
      <PracticePhone reachable={reachable} onCall={onCall} phone={phone} />
      <Again {...{ again, repeat, reachable }} />
    </>
  );
  const on = faults.filter((fault) => fault.on).length;
  const faultsOn = on > 0 ? ` · ${strings.rehearsal.faultsOn(on)}` : '';
  return [
    { id: 'people', title: rehearsalStrings.people, body: people },
    { id: 'answer', title: rehearsalStrings.lastAnswer, body: <LastAnswer /> },
    {
      ...{ id: 'persona', title: rehearsalStrings.persona },
      body: <PracticePersona reachable={reachable} />,
    },
    {
      ...{ id: 'faults', title: `${rehearsalStrings.faults}${faultsOn}` },
      body: <FaultList {...props} />,
    },
  ];
}

/** What the owner last practised, and how. */
type LastWords = { readonly way: 'message' | 'phone'; readonly text: string };

/** The ways to the practice people, and the words that went last by one of them. */
function useAgain({ onSend, phone, onCall }: RehearsalProps) {
  const [again, setAgain] = useState<LastWords | null>(null);
  const sent = async (text: string): Promise<void> => {
    await onSend(text);
    setAgain({ way: 'message', text });
  };
  const spoken =
    (speak: (text: string) => Promise<void>) =>
    async (text: string): Promise<void> => {
      await speak(text);
      if (text.trim() !== '') setAgain({ way: 'phone', text });
    };
  const remembered: PracticePhoneActions = {
    ...phone,
    call: spoken(phone.call),
    say: spoken(phone.say),
    interrupt: spoken(phone.interrupt),
  };
  const repeat = async (): Promise<void> => {
    if (again === null) return;
    if (again.way === 'message') return onSend(again.text);
    // Whoever is on the line says it again, else somebody calls to say it.
    return onCall ? phone.say(again.text) : phone.call(again.text);
  };
  return { again, onSend: sent, phone: remembered, repeat };
}

/** One click for the same words once more: to hear what another persona, or a fault, makes of them. */
function Again({
  again,
  repeat,
  reachable,
}: Pick<ReturnType<typeof useAgain>, 'again' | 'repeat'> & {
  readonly reachable: boolean;
}): ReactNode {
  const { busy, problem, ask } = useAsking();
  if (again === null) return null;
  return (
    <>
      <p className="practice-again">
        <button
          type="button"
          className="quiet-button"
          aria-disabled={busy}
          disabled={!reachable}
          title={rehearsalStrings.againHow(again.text)}
          onClick={() => void ask(repeat)}
        >
          {rehearsalStrings.again}
        </button>
        <bdi>{again.text}</bdi>
      </p>
      <Problem reason={problem} />
    </>
  );
}
