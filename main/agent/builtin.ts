import type { Here } from './planning/say-time.ts';
import { sayTime } from './planning/say-time.ts';
import { asksWhoSpeaks } from './english/machine-question.ts';
import { readSentence } from './english/sentences.ts';
import type { Wish } from './english/sentences.ts';
import { toolCallOf } from './english/wishes.ts';
import type { WishCall } from './english/wishes.ts';
import type { Used } from './actions/actions.ts';
import type { Notes, ReplyEvent, TurnRequest } from './ports.ts';
import type { ToolUse } from './tool-use.ts';

export type BuiltinTurn = {
  readonly request: TurnRequest;
  readonly use: ToolUse;
  readonly notes: Notes;
  readonly here: Here;
  /** Why no model answers; null when none is set up. */
  readonly reason: string | null;
};

const listed = 20;
/** So many of the newest notes are looked through. */
const lookedThrough = 1000;
const taken =
  'Thank you. I have kept your message, and my owner will see it. I cannot say more than that at the moment.';
const whatIAm = 'I am an AI assistant, not a human.';
const abilities = [
  'Without a language model I understand plain English for a few things:',
  '- notes: “note that the code is 4711”, “my notes”, “what do you know about Anna?”',
  '- tasks: “add a task: send the contract by Friday”, “my tasks”, “task 3 is done”',
  '- follow-ups: “I am waiting for Anna to send the offer by Monday”',
  '- reminders: “remind me tomorrow at 9 to call Anna”, “every weekday at 9 remind me to stand up”, “my reminders”, “cancel reminder 2”',
  '- your day: “brief me”, “what’s on tomorrow?”',
].join('\n');

/**
 * Answers without any model: understands a few things in English and does them with the same tools as a model, takes other
 * people's messages, and says honestly what it cannot do.
 */
export async function* answerBuiltin(
  turn: BuiltinTurn,
  signal: AbortSignal,
): AsyncGenerator<ReplyEvent, string> {
  const { request, here, reason } = turn;
  const wish = readSentence(request.text, here);
  if (request.principal !== 'owner') return yield* answerOthers(turn, wish, signal);
  if (wish === null && asksWhoSpeaks(request.text)) return whatIAm;
  if (wish === null) {
    return `${whyNoModel(reason)} I have kept your message in the thread. Until then I can keep notes, tasks and reminders: say “note that …”, “remind me tomorrow at 9 to …”, or “help”.`;
  }
  return yield* fulfil(turn, wish, signal);
}

/** What others ask to be kept is kept when the owner says yes; everything else waits for the owner. */
async function* answerOthers(
  turn: BuiltinTurn,
  wish: Wish | null,
  signal: AbortSignal,
): AsyncGenerator<ReplyEvent, string> {
  if (wish === null && asksWhoSpeaks(turn.request.text)) {
    return `${whatIAm} I take messages: what you say is kept, and my owner will see it.`;
  }
  if (wish?.type !== 'task' || !turn.use.has('add_task')) return taken;
  const call = toolCallOf(wish, turn.here);
  if (typeof call === 'string') return taken;
  const used = yield* turn.use.use({ id: 'builtin', ...call }, signal);
  return used.type === 'asked'
    ? `${taken} I have also asked whether to keep this as a task: “${wish.title}”.`
    : taken;
}

async function* fulfil(
  turn: BuiltinTurn,
  wish: Wish,
  signal: AbortSignal,
): AsyncGenerator<ReplyEvent, string> {
  const { use, here, reason } = turn;
  if (wish.type === 'help')
    return reason === null ? abilities : `${whyNoModel(reason)}\n\n${abilities}`;
  if (wish.type === 'clock') return `It is ${sayTime(here.now, here)} (${here.timeZone}).`;
  if (wish.type === 'notes') return listNotes(turn.notes);
  if (wish.type === 'find') return findNotes(turn.notes, wish.words);
  const call = toolCallOf(wish, here);
  if (typeof call === 'string') return call;
  if (!use.has(call.name)) return notAllowed(call, reason);
  const used = yield* use.use({ id: 'builtin', ...call }, signal);
  return wish.type === 'note' && used.type === 'done' ? `Noted: “${wish.text}”` : wordsOf(used);
}

function wordsOf(used: Used): string {
  switch (used.type) {
    case 'done':
      return used.outcome.text;
    case 'asked':
      return `Your settings want your yes for this first: ${used.action.summary}`;
    case 'failed':
      return `That failed: ${used.text}`;
    default:
      return used.text;
  }
}

function notAllowed({ name }: WishCall, reason: string | null): string {
  const words = `I cannot do that here: your settings do not allow ${name}.`;
  return reason === null ? words : `${whyNoModel(reason)} ${words}`;
}

function whyNoModel(reason: string | null): string {
  return reason === null
    ? 'I have no language model yet, so I cannot answer that.'
    : `My language model gave no answer: ${reason}`;
}

async function listNotes(notes: Notes): Promise<string> {
  const kept = await notes.listNotes({ limit: listed });
  if (kept.length === 0) return 'You have no notes yet. Say “note that …” and I keep one.';
  const lines = kept.map(({ text }) => `- ${text}`);
  return `Your ${kept.length === 1 ? 'note' : `last ${kept.length} notes`}:\n\n${lines.join('\n')}`;
}

async function findNotes(notes: Notes, words: string): Promise<string> {
  const wanted = plain(words).match(/[\p{L}\p{N}]+/gu) ?? [];
  const kept = await notes.listNotes({ limit: lookedThrough });
  const found = kept.filter(({ text }) => wanted.every((word) => plain(text).includes(word)));
  if (found.length === 0) {
    return `I have no note about “${words}”. What was said stands in the thread, which a search goes through.`;
  }
  const lines = found.slice(-listed).map(({ text }) => `- ${text}`);
  const many = found.length > listed ? ` The last ${listed} of ${found.length}:` : '';
  return `I have noted:${many}\n\n${lines.join('\n')}`;
}

/** Without capitals and accents. */
function plain(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
