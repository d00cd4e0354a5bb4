import { newId } from '../base/ids.ts';
import type { OutgoingAttachment } from './attachment-ports.ts';
import type { Dispatch } from './outbox-ports.ts';
import type { WayOut } from './channel-ports.ts';

/** What decides how words are sent. */
export type Divided = Pick<WayOut, 'divide' | 'expireAfterMs'>;

/** The order to send a text, one key for each message that it takes. */
export function dispatchOf(text: string, out: Divided, now: number): Dispatch {
  const { expireAfterMs } = out;
  return {
    parts: partsOf(text, out),
    expiresAt: expireAfterMs === null ? null : now + expireAfterMs,
  };
}

/** A text as the sends that it takes, each with a key of its own. */
export function partsOf(text: string, out: Pick<WayOut, 'divide'>): Dispatch['parts'] {
  return out.divide(text).map((part) => ({ text: part, idempotencyKey: newId() }));
}

/** What goes along with a letter, before it is known which send it belongs to. */
export type LetterAttachment = Omit<OutgoingAttachment, 'part'>;

/**
 * The order to send a letter: the words in their parts, links and files with the first of them, and each recorded note
 * as a part of its own, for it is a message of its own at the service.
 */
export function letterDispatch(
  {
    text,
    attachments,
  }: { readonly text: string; readonly attachments: readonly LetterAttachment[] },
  out: Divided,
  now: number,
): { readonly dispatch: Dispatch; readonly attachments: readonly OutgoingAttachment[] } {
  const words = dispatchOf(text, out, now);
  const notes = attachments.filter(({ kind }) => kind === 'audio');
  const others = attachments.filter(({ kind }) => kind !== 'audio');
  const parts = text === '' ? [] : [...words.parts];
  if (parts.length === 0 && others.length > 0) parts.push(wordless());
  const along = [
    ...others.map((one) => ({ ...one, part: 0 })),
    ...notes.map((one, index) => ({ ...one, part: parts.length + index })),
  ];
  parts.push(...notes.map(wordless));
  return { dispatch: { ...words, parts }, attachments: along };
}

function wordless() {
  return { text: '', idempotencyKey: newId() };
}
