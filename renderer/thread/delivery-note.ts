import type { ThreadMessage } from '../../shared/thread.ts';
import { strings } from '../strings.ts';

/** What to say below a message whose delivery is not plain; `tone` decides the colour. */
export type DeliveryNote = {
  readonly text: string;
  readonly tone: 'quiet' | 'warning' | 'problem';
};

const words = strings.delivery;

/** Null when there is nothing to say: the message came and was handled, or went out. */
export function deliveryNote(message: ThreadMessage, paused: boolean): DeliveryNote | null {
  switch (message.delivery) {
    case 'handled':
    case 'sent':
      return message.reason ? { text: message.reason, tone: 'quiet' } : null;
    case 'received':
      return receivedNote(message, paused);
    case 'ignored':
      return { text: because(words.ignored, message), tone: 'quiet' };
    case 'queued':
      return { text: because(words.queued, message), tone: 'quiet' };
    case 'sending':
      return sendingNote(message);
    case 'unknown':
      return { text: because(words.unknown, message), tone: 'warning' };
    case 'failed': {
      const what = message.direction === 'in' ? words.failedIn : words.failedOut;
      return { text: because(what, message), tone: 'problem' };
    }
  }
}

function receivedNote(message: ThreadMessage, paused: boolean): DeliveryNote | null {
  if (message.text === '') return { text: because(words.transcript, message), tone: 'quiet' };
  // What a caller or texter left is a line; nobody waits for an answer to it.
  const isLeft = message.channel === 'phone' || message.channel === 'sms';
  if (paused && !isLeft) return { text: words.kept, tone: 'quiet' };
  return message.reason ? { text: message.reason, tone: 'quiet' } : null;
}

function sendingNote(message: ThreadMessage): DeliveryNote | null {
  if (message.text === '') return { text: words.writing, tone: 'quiet' };
  // At the desk the words themselves appear; elsewhere they still have a way to go.
  if (message.channel === 'desktop' && message.attempts < 2) return null;
  return { text: because(words.sending, message), tone: 'quiet' };
}

function because(what: string, { reason, attempts }: ThreadMessage): string {
  const said = reason ? words.because(what.replace(/…$/, ''), reason) : what;
  return attempts > 1 ? `${said} · ${words.attempts(attempts)}` : said;
}
