import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { Icon } from '../icons/Icon.tsx';
import { strings } from '../strings.ts';
import type { FindNumbers } from './contact-numbers.ts';
import { Whom } from './Whom.tsx';
import { useWhom, type WhomState } from './use-whom.ts';
import { Field } from './Field.tsx';
import { Problem } from './Problem.tsx';
import { useAsking } from '../state/use-asking.ts';
import './Dialler.css';

export type DiallerProps = {
  readonly reachable: boolean;
  readonly onCall: (target: string, goal: string | null) => Promise<void>;
  readonly findNumbers: FindNumbers;
  /** With whom it is to open; a new object for each asking. */
  readonly dialled: { readonly target: string } | null;
  /** What else there is to the phone, below the form. */
  readonly children?: ReactNode;
};

/** A number and what the call is for, and what comes below; folded away until it is wanted. */
export function Dialler({ children, dialled, findNumbers, ...rest }: DiallerProps): ReactNode {
  const [open, setOpen] = useState(false);
  const panelId = useId();
  const toggle = useRef<HTMLButtonElement>(null);
  const whom = useWhom(findNumbers, dialled?.target);
  const { form } = whom;
  const [seen, setSeen] = useState(dialled);
  if (dialled !== seen) {
    setSeen(dialled);
    setOpen(true);
    whom.setTarget(dialled?.target ?? '');
  }
  useEffect(() => {
    if (dialled) form.current?.querySelector('input')?.focus();
  }, [dialled, form]);

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
        <DialForm {...rest} whom={whom} onCalled={fold} />
        {open && children}
      </div>
    </>
  );
}

type DialFormProps = Pick<DiallerProps, 'reachable' | 'onCall'> & {
  readonly whom: WhomState;
  readonly onCalled: () => void;
};

function DialForm({ reachable, onCall, onCalled, whom }: DialFormProps): ReactNode {
  const [goal, setGoal] = useState('');
  const { busy, problem, ask } = useAsking();
  const words = strings.dialler;

  async function call(): Promise<void> {
    if (!whom.resolve()) return;
    if (!(await ask(() => onCall(whom.target, goal.trim() === '' ? null : goal)))) return;
    whom.setTarget('');
    setGoal('');
    onCalled();
  }

  return (
    <form
      ref={whom.form}
      className="dialler"
      aria-label={words.title}
      onSubmit={(event) => {
        event.preventDefault();
        void call();
      }}
    >
      <Whom whom={whom} label={words.number} hint={words.numberPlaceholder} />
      <Field label={words.goal} hint={words.goalPlaceholder} text={goal} onText={setGoal} />
      <button type="submit" className="quiet-button" aria-disabled={busy} disabled={!reachable}>
        {busy ? words.calling : words.call}
      </button>
      <Problem reason={problem} />
    </form>
  );
}
