import type { Clock } from '../base/clock.ts';
import type { Notes, TurnRequest } from './ports.ts';

/** A note is said as "note that …", "remember: …", "write down …" and the like. */
const notePattern =
  /^(?:please\s+)?(?:(?:make|take|add|save)\s+(?:a\s+)?note|note(?:\s+to\s+self)?|remember|write\s+down|jot\s+down)\b(?:\s+(?:that|of|to\s+self))?\s*[:,-]?\s+(?<note>\S[\s\S]*)$/iu;
const listPattern =
  /^(?:please\s+)?(?:(?:what\s+are|what's\s+in|show|list|read|tell|give)\s+(?:me\s+)?)?(?:all\s+)?(?:of\s+)?(?:my|the)\s+notes\b|^what\s+did\s+I\s+(?:note|write\s+down)\b|^(?:list|show)\s+notes\b/iu;

const listed = 20;

/** Whether the built-in responder does what is asked itself, because only it keeps the owner's notes. */
export function isNoteCommand({ principal, text }: TurnRequest): boolean {
  if (principal !== 'owner') return false;
  const words = text.trim();
  return notePattern.test(words) || listPattern.test(words);
}

/**
 * Answers without any model: keeps the owner's notes, takes other people's messages, and says honestly what it
 * cannot do. `reason` tells why no model answers, or is null when none is set up.
 */
export async function answerBuiltin(
  request: TurnRequest,
  { notes, clock }: { readonly notes: Notes; readonly clock: Clock },
  reason: string | null,
): Promise<string> {
  if (request.principal !== 'owner') {
    return 'Thank you. I have kept your message, and my owner will see it. I cannot say more than that at the moment.';
  }
  const note = notePattern.exec(request.text.trim())?.groups?.['note'];
  if (note) return keepNote(request, note, { notes, clock });
  if (listPattern.test(request.text.trim())) return listNotes(notes);
  return `${whyNoModel(reason)} I have kept your message in the thread. Until then I can keep notes: say “note that …”, or ask for “my notes”.`;
}

function whyNoModel(reason: string | null): string {
  return reason === null
    ? 'I have no language model yet, so I cannot answer that.'
    : `My language model gave no answer: ${reason}`;
}

async function keepNote(
  { principal, messageId }: TurnRequest,
  text: string,
  { notes, clock }: { readonly notes: Notes; readonly clock: Clock },
): Promise<string> {
  await notes.addNote({ at: clock.now(), principal, text, messageId });
  return `Noted: “${text}”`;
}

async function listNotes(notes: Notes): Promise<string> {
  const kept = await notes.listNotes({ limit: listed });
  if (kept.length === 0) return 'You have no notes yet. Say “note that …” and I keep one.';
  const lines = kept.map(({ text }) => `- ${text}`);
  return `Your ${kept.length === 1 ? 'note' : `last ${kept.length} notes`}:\n\n${lines.join('\n')}`;
}
