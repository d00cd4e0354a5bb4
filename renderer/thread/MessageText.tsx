import { useState, type ReactNode } from 'react';
import type { ThreadMessage } from '../../shared/thread.ts';
import { beginningOf, isTame, safeWords } from '../safe-text.ts';
import { strings } from '../strings.ts';
import { splitAddresses } from './addresses.ts';
import { Markdown, SafeLink } from './Markdown.tsx';

export type MessageTextProps = {
  readonly message: ThreadMessage;
  /** Brings another message into view. */
  readonly onShow: (messageId: string) => void;
};

/** The words of a message: replies as formatted, everything that came from outside as plain text. */
export function MessageText({ message, onShow }: MessageTextProps): ReactNode {
  const [isWhole, setWhole] = useState(false);
  const text = safeWords(message.text);
  const heard = message.heard === null ? null : safeWords(message.heard);
  if (text === '') return null;
  if (heard !== null && text.startsWith(heard)) return <HeardText text={text} heard={heard} />;
  // What is being written is followed to its end.
  const beginning = isWhole || message.delivery === 'sending' ? null : beginningOf(text);
  return (
    <>
      <Words {...message} text={beginning ?? text} onShow={onShow} />
      {beginning !== null && (
        <button type="button" className="text-button" onClick={() => setWhole(true)}>
          {strings.thread.showAll(text.length.toLocaleString())}
        </button>
      )}
    </>
  );
}

type WordsProps = Pick<ThreadMessage, 'text' | 'direction' | 'channel'> &
  Pick<MessageTextProps, 'onShow'>;

function Words({ text, direction, channel, onShow }: WordsProps): ReactNode {
  const isFormatted = direction === 'out' && channel !== 'system' && isTame(text);
  return isFormatted ? <Markdown text={text} onShow={onShow} /> : <PlainText text={text} />;
}

function PlainText({ text }: { readonly text: string }): ReactNode {
  return (
    <p className="plain-text" dir="auto">
      {splitAddresses(text).map((part, index) =>
        part.address === null ? (
          part.text
        ) : (
          <SafeLink key={index} href={part.address}>
            {part.text}
          </SafeLink>
        ),
      )}
    </p>
  );
}

/** A spoken reply that was interrupted: what nobody heard is struck through and said to be so. */
function HeardText({ text, heard }: { readonly text: string; readonly heard: string }): ReactNode {
  const { unheard, nothingHeard } = strings.thread;
  return (
    <>
      <p className="plain-text" dir="auto">
        {heard}
        <s>{text.slice(heard.length)}</s>
      </p>
      {text.length > heard.length && (
        <p className="note note-quiet">{heard === '' ? nothingHeard : unheard}</p>
      )}
    </>
  );
}
