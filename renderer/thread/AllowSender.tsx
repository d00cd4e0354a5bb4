import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { notAllowedReason } from '../../shared/sender.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import { senderStrings } from '../sender-strings.ts';
import { useAsking } from '../state/use-asking.ts';
import './AllowSender.css';

/** Who may write, and how to let somebody in. */
export type Allowing = {
  readonly allowed: readonly string[];
  readonly allow: (senderId: string, answer: boolean) => Promise<unknown>;
};

/** Whether a message was ignored because its sender may not write, and still may not. */
function isRefused(message: ThreadMessage, { allowed }: Allowing): boolean {
  const { channel, delivery, reason, author } = message;
  const isIgnored = channel === 'carbonvoice' && delivery === 'ignored';
  return isIgnored && reason === notAllowedReason && !allowed.includes(author);
}

export type AllowSenderProps = { readonly message: ThreadMessage; readonly allowing: Allowing };

/** At a message whose sender may not write: how to let them in. */
export function AllowSender({ message, allowing }: AllowSenderProps): ReactNode {
  if (!isRefused(message, allowing)) return null;
  return <Offer senderId={message.author} allowing={allowing} />;
}

type OfferProps = { readonly senderId: string; readonly allowing: Allowing };

/** Lets the sender in after a second look, with or without an answer to what they wrote. */
function Offer({ senderId, allowing }: OfferProps): ReactNode {
  const [asked, setAsked] = useState(false);
  const { busy, problem, ask } = useAsking();
  const place = useRef<HTMLDivElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  const wasAsked = useRef(false);
  const words = senderStrings;

  useEffect(() => {
    // Whoever came here by keyboard goes on from here; not when the thread is first drawn.
    if (asked || wasAsked.current) first.current?.focus();
    wasAsked.current = asked;
  }, [asked]);

  function allow(answer: boolean): void {
    const row = place.current?.closest('li');
    void ask(async () => {
      await allowing.allow(senderId, answer);
      // The question goes away, and the focus must not go with it.
      row?.focus({ preventScroll: true });
    });
  }

  return (
    <div ref={place} className="allow-sender">
      {asked ? (
        <Question {...{ senderId, busy, first }} onAllow={allow} onCancel={() => setAsked(false)} />
      ) : (
        <button ref={first} type="button" className="quiet-button" onClick={() => setAsked(true)}>
          {words.allow}
        </button>
      )}
      {problem !== null && (
        <p className="note note-problem" role="alert">
          {words.failed(problem)}
        </p>
      )}
    </div>
  );
}

type QuestionProps = {
  readonly senderId: string;
  readonly busy: boolean;
  readonly first: RefObject<HTMLButtonElement | null>;
  readonly onAllow: (answer: boolean) => void;
  readonly onCancel: () => void;
};

function Question({ senderId, busy, first, onAllow, onCancel }: QuestionProps): ReactNode {
  const words = senderStrings;
  return (
    <fieldset aria-busy={busy}>
      <legend dir="auto">{words.question(senderId)}</legend>
      <button ref={first} type="button" className="quiet-button" onClick={() => onAllow(true)}>
        {words.allowAndAnswer}
      </button>
      <button type="button" className="quiet-button" onClick={() => onAllow(false)}>
        {words.allowOnly}
      </button>
      <button type="button" className="quiet-button" onClick={onCancel}>
        {words.cancel}
      </button>
    </fieldset>
  );
}
