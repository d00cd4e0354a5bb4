import type { AllowedSender, SenderView } from '../../shared/sender.ts';

/** Who wrote and was refused, and who is allowed, a line each. */
export function describeSenders(senders: readonly unknown[]): string {
  if (senders.length === 0) return 'Nobody was refused, and nobody but you is allowed.\n';
  return (senders as readonly SenderView[]).map(describeSender).join('');
}

function describeSender({ senderId, name, allowed, refused, recent, lastAt }: SenderView): string {
  const who = name === null ? senderId : `${senderId} (${name})`;
  const messages = refused === 1 ? '1 message' : `${refused} messages`;
  const when = lastAt === null ? '' : `, the last at ${new Date(lastAt).toISOString()}`;
  const what = refused === 0 ? '' : `; not answered: ${messages}${when}`;
  const option = recent > 0 ? ' [--answer]' : '';
  const hint = allowed ? '' : `  → allow ${senderId}${option}`;
  return `${who}: ${allowed ? 'allowed' : 'not allowed'}${what}${hint}\n`;
}

/** What allowing came to, and the question that is left. */
export function describeAllowed({ senderId, answered, recent }: AllowedSender): string {
  const may = `${senderId} may write from now on.\n`;
  if (answered > 0) return `${may}Being answered now: ${count(answered)} of the last hour.\n`;
  if (recent === 0) return may;
  return `${may}Not answered: ${count(recent)} of the last hour; to have that done: allow ${senderId} --answer\n`;
}

function count(messages: number): string {
  return messages === 1 ? '1 message' : `${messages} messages`;
}
