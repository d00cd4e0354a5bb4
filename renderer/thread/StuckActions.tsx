import { useEffect, useId, useRef, useState, type ReactNode, type RefObject } from 'react';
import { isDropped, type ThreadMessage } from '../../shared/thread.ts';
import { useAsking, type Asking } from '../state/use-asking.ts';
import { GrowingField } from '../composer/GrowingField.tsx';
import type { LedgerActions } from '../state/ledger-actions.ts';
import { strings } from '../strings.ts';
import './StuckActions.css';

export type StuckActionsProps = {
  readonly message: ThreadMessage;
  readonly actions: LedgerActions;
};

const words = strings.stuck;

/** Whether there is something for the owner to decide. */
function isStuck(message: ThreadMessage): boolean {
  const { channel, direction, delivery } = message;
  // What was said on the phone, and text messages, are lines only.
  const isKept = channel === 'carbonvoice' || (channel === 'desktop' && direction === 'in');
  return isKept && (delivery === 'failed' || delivery === 'unknown') && !isDropped(message);
}

/** One that opens a conversation has no key to be found by, so it is sent again. */
function isLookedFor({ delivery, conversationId }: ThreadMessage): boolean {
  return delivery === 'unknown' && conversationId !== null;
}

/** Nothing where nothing is stuck. */
export function StuckActions(props: StuckActionsProps): ReactNode {
  return isStuck(props.message) ? <Decision {...props} /> : null;
}

/** Again, in other words, or not any more. */
function Decision({ message, actions }: StuckActionsProps): ReactNode {
  const [isEditing, setEditing] = useState(false);
  const asking = useAsking();
  const editButton = useReturningFocus(isEditing);
  const retry = (text: string | null): Promise<boolean> =>
    asking.ask(() => actions.retry(message.id, text));
  if (isEditing) {
    const leave = (): void => setEditing(false);
    return <OtherWords text={message.text} asking={asking} onSend={retry} onLeave={leave} />;
  }
  const { busy, problem } = asking;
  return (
    <div className="stuck" role="group" aria-label={words.title}>
      <Choice busy={busy} onClick={() => void retry(null)}>
        {isLookedFor(message) ? words.lookAgain : words.again}
      </Choice>
      {message.direction === 'out' && message.delivery === 'failed' && (
        <Choice button={editButton} onClick={() => setEditing(true)}>
          {words.edit}
        </Choice>
      )}
      <Choice busy={busy} onClick={() => void asking.ask(() => actions.drop(message.id))}>
        {words.drop}
      </Choice>
      {problem !== null && <Problem text={problem} />}
    </div>
  );
}

/** The button that gets the keyboard back when what it opened is closed. */
function useReturningFocus(isOpen: boolean): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !isOpen) button.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return button;
}

type ChoiceProps = {
  readonly button?: RefObject<HTMLButtonElement | null>;
  readonly busy?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
};

function Choice({ button, busy = false, onClick, children }: ChoiceProps): ReactNode {
  return (
    <button
      {...(button && { ref: button })}
      type="button"
      className="quiet-button"
      aria-disabled={busy}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

type OtherWordsProps = {
  readonly text: string;
  readonly asking: Asking;
  readonly onSend: (text: string) => Promise<boolean>;
  readonly onLeave: () => void;
};

function OtherWords({ text, asking, onSend, onLeave }: OtherWordsProps): ReactNode {
  const { busy, problem } = asking;
  const [draft, setDraft] = useState(text);
  const field = useRef<HTMLTextAreaElement>(null);
  const hintId = useId();
  // The owner asked for the field.
  useEffect(() => field.current?.focus(), []);
  const send = (): void => {
    if (draft.trim() !== '') void onSend(draft).then((isDone) => isDone && onLeave());
  };
  return (
    <form
      className="stuck"
      aria-label={words.edit}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onKeyDown={(event) => event.key === 'Escape' && onLeave()}
    >
      <GrowingField
        field={field}
        text={draft}
        label={words.newWords}
        placeholder=""
        readOnly={busy}
        describedBy={hintId}
        onText={setDraft}
        onSubmit={send}
      />
      <button
        type="submit"
        className="quiet-button"
        aria-disabled={busy}
        disabled={draft.trim() === ''}
      >
        {words.send}
      </button>
      <button type="button" className="quiet-button" onClick={onLeave}>
        {words.leave}
      </button>
      <p id={hintId} className="visually-hidden">
        {words.hint}
      </p>
      {problem !== null && <Problem text={problem} />}
    </form>
  );
}

function Problem({ text }: { readonly text: string }): ReactNode {
  return (
    <p className="note note-problem" role="alert">
      {text}
    </p>
  );
}
