import { useEffect, useId, useRef, type ReactNode } from 'react';
import { Icon } from '../icons/Icon.tsx';
import { strings } from '../strings.ts';
import type { Draft } from './draft.ts';
import { GrowingField } from './GrowingField.tsx';
import { useSending } from './use-sending.ts';
import './Composer.css';

export type ComposerProps = {
  readonly agentName: string;
  readonly draft: Draft;
  /** Why nothing can be sent now; null when it can. */
  readonly blocked: 'lost' | 'paused' | null;
  /** The focus comes here each time this grows. */
  readonly focusCount: number;
  readonly onSend: (text: string) => Promise<void>;
};

/** The limit of one message, in UTF-16 units, as the contract has it. */
const maxLength = 100_000;

/** Where the owner writes. Words can be written at any time, also while they cannot be sent. */
export function Composer(props: ComposerProps): ReactNode {
  const { agentName, draft, blocked, focusCount, onSend } = props;
  const sending = useSending(draft, onSend);
  const field = useRef<HTMLTextAreaElement>(null);
  const statusId = useId();
  const words = strings.composer;
  const { length } = sending.text.trim();
  const canSend = blocked === null && length <= maxLength && !sending.busy;
  const status = statusOf(blocked, length, sending.busy);

  useEffect(() => field.current?.focus(), [focusCount]);

  function submit(): void {
    if (canSend) void sending.submit().then(() => field.current?.focus());
  }

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="composer-content">
        {sending.problem !== null && (
          <p className="composer-problem" role="alert">
            {words.failed(sending.problem)}
          </p>
        )}
        <div className="composer-row">
          <GrowingField
            field={field}
            text={sending.text}
            label={words.label(agentName)}
            placeholder={words.label(agentName)}
            readOnly={sending.busy}
            describedBy={statusId}
            onText={sending.setText}
            onSubmit={submit}
          />
          <SendButton disabled={!canSend || length === 0} />
        </div>
        <p id={statusId} className="composer-status" data-notable={status !== null} role="status">
          {status ?? words.hint}
        </p>
      </div>
    </form>
  );
}

function SendButton({ disabled }: { readonly disabled: boolean }): ReactNode {
  return (
    <button
      type="submit"
      className="send-button"
      aria-label={strings.composer.send}
      disabled={disabled}
    >
      <Icon name="send" />
    </button>
  );
}

function statusOf(blocked: ComposerProps['blocked'], length: number, busy: boolean): string | null {
  const words = strings.composer;
  if (busy) return blocked === 'lost' ? words.checking : words.sending;
  if (blocked === 'lost') return words.lost;
  if (blocked === 'paused') return words.paused;
  if (length <= maxLength) return null;
  return words.tooLong(length.toLocaleString(), maxLength.toLocaleString());
}
