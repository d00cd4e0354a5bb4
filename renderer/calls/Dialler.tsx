import { useId, useRef, useState, type ReactNode } from 'react';
import { Icon } from '../icons/Icon.tsx';
import { strings } from '../strings.ts';
import { Field } from './Field.tsx';
import { Problem } from './Problem.tsx';
import { useAsking } from '../state/use-asking.ts';
import './Dialler.css';

export type DiallerProps = {
  readonly reachable: boolean;
  readonly onCall: (target: string, goal: string | null) => Promise<void>;
  /** What else there is to the phone, below the form. */
  readonly children?: ReactNode;
};

/** A number and what the call is for, and what comes below; folded away until it is wanted. */
export function Dialler({ reachable, onCall, children }: DiallerProps): ReactNode {
  const [open, setOpen] = useState(false);
  const panelId = useId();
  const toggle = useRef<HTMLButtonElement>(null);

  function fold(): void {
    setOpen(false);
    // What had the focus is hidden now.
    toggle.current?.focus();
  }

  return (
    <>
      <button
        ref={toggle}
        type="button"
        className="quiet-button"
        aria-expanded={open}
        aria-controls={panelId}
        onClick={() => setOpen(!open)}
      >
        {strings.dialler.open}
        <Icon name="chevron" />
      </button>
      <div id={panelId} className="dialler-panel" hidden={!open}>
        <DialForm reachable={reachable} onCall={onCall} onCalled={fold} />
        {open && children}
      </div>
    </>
  );
}

function DialForm({
  reachable,
  onCall,
  onCalled,
}: DiallerProps & { readonly onCalled: () => void }): ReactNode {
  const [target, setTarget] = useState('');
  const [goal, setGoal] = useState('');
  const { busy, problem, ask } = useAsking();
  const words = strings.dialler;

  async function call(): Promise<void> {
    if (!(await ask(() => onCall(target, goal.trim() === '' ? null : goal)))) return;
    setTarget('');
    setGoal('');
    onCalled();
  }

  return (
    <form
      className="dialler"
      aria-label={words.title}
      onSubmit={(event) => {
        event.preventDefault();
        void call();
      }}
    >
      <Field
        label={words.number}
        hint={words.numberPlaceholder}
        text={target}
        onText={setTarget}
        required
      />
      <Field label={words.goal} hint={words.goalPlaceholder} text={goal} onText={setGoal} />
      <button type="submit" className="quiet-button" aria-disabled={busy} disabled={!reachable}>
        {busy ? words.calling : words.call}
      </button>
      <Problem reason={problem} />
    </form>
  );
}
