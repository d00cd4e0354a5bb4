import { useId, useRef, type ReactNode, type RefObject } from 'react';
import { strings } from '../strings.ts';
import { ReadingStrip } from '../talk/ReadingStrip.tsx';
import { TalkButton } from '../talk/TalkButton.tsx';
import { TalkStrip } from '../talk/TalkStrip.tsx';
import { AttachButton, SendButton, StopButton } from './ComposerButtons.tsx';
import { GrowingField } from './GrowingField.tsx';
import { LinkedWords } from './LinkedWords.tsx';
import { hintId, SlashHints } from './SlashHints.tsx';
import { UploadList } from './UploadList.tsx';
import { useComposer, type ComposerProps } from './use-composer.ts';
import './Composer.css';

/** Where the owner writes. Words can be written at any time, also while they cannot be sent. */
export function Composer(props: ComposerProps): ReactNode {
  const field = useRef<HTMLTextAreaElement>(null);
  const statusId = useId();
  const { sending, isDropping, status, submit, insert, focus, ...own } = useComposer(props, field);
  const { uploads, offered, onOffered } = props;
  return (
    <form
      className="composer"
      data-dropping={isDropping}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="composer-content">
        {sending.problem !== null && (
          <p className="composer-problem" role="alert">
            {strings.composer.failed(sending.problem)}
          </p>
        )}
        {offered !== null && (
          <LinkedWords
            offered={offered}
            busy={sending.busy}
            onInsert={() => {
              insert(offered.words);
              onOffered();
            }}
            onDismiss={() => {
              onOffered();
              focus();
            }}
          />
        )}
        <TalkStrip desk={props.talking.desk} />
        <ReadingStrip reader={props.reader} />
        <UploadList uploads={uploads} onRemoved={focus} />
        <Words {...{ ...props, ...own, sending, submit, focus, field, statusId }} />
        <p id={statusId} className="composer-status" data-notable={status.isNotable} role="status">
          {isDropping ? strings.composer.drop : status.text}
        </p>
      </div>
    </form>
  );
}

type WordsProps = ComposerProps &
  Pick<
    ReturnType<typeof useComposer>,
    'sending' | 'slash' | 'onKey' | 'submit' | 'focus' | 'isReady'
  > & {
    readonly field: RefObject<HTMLTextAreaElement | null>;
    readonly statusId: string;
  };

/** The field with the choices above it and the buttons in it. */
function Words(props: WordsProps): ReactNode {
  const { sending, slash, uploads, onStop, focus, field, onKey, submit } = props;
  const hintsId = useId();
  const label = strings.composer.label(props.agentName);
  return (
    <>
      {slash.items.length > 0 && (
        <SlashHints
          {...{ id: hintsId, items: slash.items, chosen: slash.chosen }}
          onRun={slash.run}
        />
      )}
      <div className="composer-row" data-stoppable={onStop !== null}>
        <GrowingField
          {...{ field, text: sending.text, label, placeholder: label, onKey }}
          readOnly={sending.busy}
          describedBy={props.statusId}
          choices={slash.chosen && { listId: hintsId, activeId: hintId(hintsId, slash.chosen) }}
          onFiles={uploads.add}
          onText={sending.setText}
          onSubmit={submit}
        />
        <AttachButton onFiles={uploads.add} onDone={focus} />
        <TalkButton talking={props.talking} />
        {onStop && (
          <StopButton
            onStop={() => {
              onStop();
              focus();
            }}
          />
        )}
        <SendButton disabled={!props.isReady} />
      </div>
    </>
  );
}
