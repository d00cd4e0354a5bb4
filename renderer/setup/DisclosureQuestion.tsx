import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { settingStrings } from './setting-strings.ts';

const words = settingStrings.disclosure;

export type DisclosureQuestionProps = {
  readonly busy: boolean;
  readonly onYes: () => void;
  readonly onNo: () => void;
};

/** Asks whether calls may begin without the first sentence, and says what that means. It takes the focus, on the no. */
export function DisclosureQuestion({ busy, onYes, onNo }: DisclosureQuestionProps): ReactNode {
  const no = useRef<HTMLButtonElement>(null);
  useEffect(() => no.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onNo();
  };
  return (
    <div
      className="setting-question"
      role="alertdialog"
      aria-labelledby="disclosure-question"
      aria-describedby="disclosure-meaning"
      onKeyDown={onKeyDown}
    >
      <p id="disclosure-question" className="setting-question-title">
        {words.question}
      </p>
      <p id="disclosure-meaning">{words.meaning}</p>
      <p className="view-row-actions">
        <button ref={no} type="button" className="quiet-button" onClick={onNo}>
          {words.no}
        </button>
        <button type="button" className="quiet-button" aria-disabled={busy} onClick={onYes}>
          {words.yes}
        </button>
      </p>
    </div>
  );
}
