import { useEffect, useId, useRef, useState, type ReactNode, type RefObject } from 'react';
import { Icon } from '../icons/Icon.tsx';
import { strings } from '../strings.ts';
import { isName, onlyNumber, type FindNumbers } from './contact-numbers.ts';
import { useContactNumbers } from './ContactNumbers.tsx';
import { Whom } from './Whom.tsx';
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
export function Dialler({ children, dialled, ...rest }: DiallerProps): ReactNode {
  const [open, setOpen] = useState(false);
  const panelId = useId();
  const toggle = useRef<HTMLButtonElement>(null);
  const [seen, setSeen] = useState(dialled);
  if (dialled !== seen) {
    setSeen(dialled);
    setOpen(true);
  }

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
        <DialForm {...{ ...rest, dialled }} onCalled={fold} />
        {open && children}
      </div>
    </>
  );
}

function DialForm(props: DiallerProps & { readonly onCalled: () => void }): ReactNode {
  const { reachable, onCall, onCalled, findNumbers, dialled } = props;
  const form = useRef<HTMLFormElement>(null);
  const focus = (): void => form.current?.querySelector('input')?.focus();
  const [target, setTarget] = useTarget(dialled, form);
  const [goal, setGoal] = useState('');
  const { busy, problem, ask } = useAsking();
  const numbers = useContactNumbers(target, findNumbers);
  const words = strings.dialler;

  async function call(): Promise<void> {
    if (isName(target)) {
      setTarget(onlyNumber(numbers) ?? target);
      return focus();
    }
    if (!(await ask(() => onCall(target, goal.trim() === '' ? null : goal)))) return;
    setTarget('');
    setGoal('');
    onCalled();
  }

  return (
    <form
      ref={form}
      className="dialler"
      aria-label={words.title}
      onSubmit={(event) => {
        event.preventDefault();
        void call();
      }}
    >
      <Whom
        {...{ target, setTarget, numbers, focus }}
        label={words.number}
        hint={words.numberPlaceholder}
      />
      <Field label={words.goal} hint={words.goalPlaceholder} text={goal} onText={setGoal} />
      <button type="submit" className="quiet-button" aria-disabled={busy} disabled={!reachable}>
        {busy ? words.calling : words.call}
      </button>
      <Problem reason={problem} />
    </form>
  );
}

/** Whom to call: what is typed, or what was asked for elsewhere, which takes the focus. */
function useTarget(
  dialled: DiallerProps['dialled'],
  form: RefObject<HTMLFormElement | null>,
): readonly [string, (target: string) => void] {
  const [target, setTarget] = useState(dialled?.target ?? '');
  const [seen, setSeen] = useState(dialled);
  if (dialled !== seen) {
    setSeen(dialled);
    setTarget(dialled?.target ?? '');
  }
  useEffect(() => {
    if (dialled) form.current?.querySelector('input')?.focus();
  }, [dialled, form]);
  return [target, setTarget];
}
