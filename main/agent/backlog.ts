import type { BacklogMessage, TurnRequest } from './ports.ts';

/** As much as a history; of what is longer the newest is kept. */
const maxChars = 24_000;

const opening =
  '(These messages waited while you were away. Answer all of them in one reply: what each is about, what you can say to it now, and what stays open.)';

/** One message of a backlog as if it had come alone; nobody may more than the whole of it may. */
export function single(request: TurnRequest, message: BacklogMessage): TurnRequest {
  const { backlog: _all, ...alone } = request;
  const { id: messageId, author, text } = message;
  const principal = request.principal === 'owner' ? message.principal : request.principal;
  return { ...alone, messageId, author, text, principal };
}

/** A backlog as one question: every message with its time, and with whose it is where there are several people. */
export function backlogText(messages: readonly BacklogMessage[], timeZone: string): string {
  const time = new Intl.DateTimeFormat('en', {
    ...{ dateStyle: 'medium', timeStyle: 'short', timeZone },
  });
  const several = new Set(messages.map(({ author }) => author)).size > 1;
  const lines = messages.map(({ at, author, principal, text }) => {
    const who = principal === 'owner' ? 'your owner' : `${author}, ${principal}`;
    return `[${time.format(at)}${several ? `, from ${who}` : ''}] ${text.slice(0, maxChars)}`;
  });
  let chars = 0;
  const start = lines.findLastIndex((line) => (chars += line.length) > maxChars) + 1;
  const left = start === 0 ? [] : [`(Left out, because it would be too long: ${start} older.)`];
  return [opening, ...left, ...lines.slice(start)].join('\n\n');
}
