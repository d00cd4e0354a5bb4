import { RefusedError } from '../../shared/errors.ts';
import type { Recipient } from './outbox-ports.ts';

/** Where a letter goes: into a conversation, or to somebody with whom one is opened. */
export type LetterAddress =
  | { readonly conversationId: string; readonly recipient: null }
  | { readonly conversationId: null; readonly recipient: Recipient };

const id = /^[^\s,]{1,200}$/u;
/** Only what keeps rubbish from the service: whether an address exists, the service knows. */
const email = /^[^\s@<>,;:"()[\]\\]{1,64}@[^\s@<>,;:"()[\]\\]{1,190}\.[^\s@.]{2,}$/u;

/** `conversation:ID`, `user:ID` or an e-mail address. Throws RefusedError. */
export function parseLetterAddress(text: string): LetterAddress {
  const [kind = '', ...rest] = text.trim().split(':');
  const value = rest.join(':');
  if (kind === 'conversation' && id.test(value)) return { conversationId: value, recipient: null };
  if (kind === 'user' && id.test(value)) {
    return { conversationId: null, recipient: `user:${value}` };
  }
  const address = kind === 'email' ? value : text.trim();
  if (email.test(address)) return { conversationId: null, recipient: `email:${address}` };
  throw new RefusedError(
    'LETTER_ADDRESS',
    'That is no address.',
    'Use conversation:ID, user:ID or an e-mail address.',
  );
}
