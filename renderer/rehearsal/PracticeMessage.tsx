import { useId, useRef, useState, type ReactNode } from 'react';
import { openDraft, pageStorage } from '../composer/draft.ts';
import { GrowingField } from '../composer/GrowingField.tsx';
import { useSending } from '../composer/use-sending.ts';
import { strings } from '../strings.ts';

export type PracticeMessageProps = {
  readonly reachable: boolean;
  readonly onSend: (text: string) => Promise<void>;
};

/** The limit of one voice message, in UTF-16 units, as the contract has it. */
const maxLength = 20_000;

/** Sends a voice message as the owner on the go; its words are what they would have said. */
export function PracticeMessage({ reachable, onSend }: PracticeMessageProps): ReactNode {
  const [draft] = useState(() => openDraft(pageStorage(), 'adjutant.practice-draft'));
  const [sent, setSent] = useState(false);
  const sending = useSending(draft, onSend);
  const field = useRef<HTMLTextAreaElement>(null);
  const statusId = useId();
  const words = strings.rehearsal;
  const length = sending.text.trim().length;
  const canSend = reachable && !sending.busy && length <= maxLength;

  function submit(): void {
    if (canSend) void sending.submit().then(setSent);
  }

  return (
    <form
      className="practice"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <p className="practice-title">{words.voice}</p>
      <GrowingField
        field={field}
        text={sending.text}
        label={words.voice}
        placeholder={words.voicePlaceholder}
        readOnly={sending.busy}
        describedBy={statusId}
        onText={(text) => {
          setSent(false);
          sending.setText(text);
        }}
        onSubmit={submit}
      />
      <div className="practice-actions">
        <p id={statusId} role="status" data-problem={sending.problem !== null}>
          {statusOf(sending.problem, sent, length)}
        </p>
        <button type="submit" className="quiet-button" disabled={!canSend || length === 0}>
          {words.send}
        </button>
      </div>
    </form>
  );
}

function statusOf(problem: string | null, sent: boolean, length: number): string {
  if (problem !== null) return strings.composer.failed(problem);
  if (length <= maxLength) return sent ? strings.rehearsal.sent : '';
  return strings.composer.tooLong(length.toLocaleString(), maxLength.toLocaleString());
}
