import type { ReactNode } from 'react';
import type { ThreadMessage } from '../../shared/thread.ts';
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
  const { text, heard, direction, channel } = message;
  if (text === '') return null;
  if (heard !== null && text.startsWith(heard)) return <HeardText text={text} heard={heard} />;
  if (direction === 'out' && channel !== 'system') return <Markdown text={text} onShow={onShow} />;
  return <PlainText text={text} />;
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
