import { z } from 'zod';
import { maxNoteChars, noteKindSchema } from '../../../shared/note.ts';
import type { KeptNote } from '../../../shared/note.ts';
import { checkedText, shortIdChars } from '../memory/note-book.ts';
import type { NoteBook } from '../memory/note-book.ts';
import { shortened } from '../memory/plain-text.ts';
import { defineTool } from './tool.ts';
import type { AnyTool, ToolContext } from './tool.ts';

export type NoteToolPorts = { readonly notes: NoteBook };

const noteText = z.string().trim().min(1).max(maxNoteChars.note);
const noteId = z
  .string()
  .trim()
  .min(4)
  .max(64)
  .describe('The id of the note, or its first 8 characters.');
const kind = noteKindSchema.describe(
  'fact: something lasting about your owner or a person, at most 500 characters, which you then always know. note: anything else; you find it by search_notes.',
);
const listed = 20;
const shownChars = 600;

/** Notes and facts: what the agent keeps for its owner. */
export function createNoteTools({ notes }: NoteToolPorts): readonly AnyTool[] {
  return [saveNote(notes), editNote(notes), deleteNote(notes), searchNotes(notes)];
}

function saveNote(notes: NoteBook): AnyTool {
  return defineTool({
    name: 'save_note',
    description:
      'Keep something for your owner beyond this conversation. One thing in each note, in the words of whoever said it.',
    schema: z.strictObject({ text: noteText, kind: kind.default('note') }),
    effect: 'keeps',
    from: 'trusted',
    repeatable: true,
    remembers: ({ text }) => text,
    check: ({ text, kind: wanted }) => void checkedText(text, wanted),
    summarize: ({ text, kind: wanted }, { request }) =>
      `Keep as a ${wanted}${sourceOf(request)}: ${quoted(text)}`,
    run: async ({ text, kind: wanted }, { actionId, request, now }) => {
      const { principal, messageId } = request;
      const added = await notes.addNote({
        ...{ id: actionId, kind: wanted, text, principal, at: now },
        messageId,
      });
      return { text: `Kept (id ${short(added.id)}).` };
    },
  });
}

function editNote(notes: NoteBook): AnyTool {
  return defineTool({
    name: 'edit_note',
    description:
      'Change the text of a note or fact, or make it the other of the two. The whole new text; the owner can take it back.',
    schema: z
      .strictObject({ id: noteId, text: noteText.optional(), kind: kind.optional() })
      .refine(({ text, kind: wanted }) => text !== undefined || wanted !== undefined, {
        message: 'Give a text, a kind, or both.',
      }),
    effect: 'keeps',
    from: 'owner',
    repeatable: true,
    remembers: ({ text }) => text ?? '',
    check: async ({ id }) => void (await notes.read(id)),
    summarize: async ({ id, text, kind: wanted }) => {
      const before = await notes.read(id);
      const to = text === undefined ? '' : ` into ${quoted(text)}`;
      const as = wanted === undefined ? '' : `, as a ${wanted}`;
      return `Change the ${before.kind} ${quoted(before.text)}${to}${as}`;
    },
    run: async ({ id, text, kind: wanted }, { actionId, request }) => {
      const { principal, messageId } = request;
      const to = { text: text ?? null, kind: wanted ?? null };
      const by = { changeId: actionId, principal, messageId };
      const note = await notes.edit(id, to, by);
      return { text: `Changed: ${lineOf(note)}` };
    },
  });
}

function deleteNote(notes: NoteBook): AnyTool {
  return defineTool({
    name: 'delete_note',
    description: 'Delete a note or fact that your owner does not want any more.',
    schema: z.strictObject({ id: noteId }),
    effect: 'keeps',
    from: 'owner',
    repeatable: true,
    check: async ({ id }) => void (await notes.read(id)),
    summarize: async ({ id }) => {
      const { kind: was, text } = await notes.read(id);
      return `Delete the ${was} ${quoted(text)}`;
    },
    run: async ({ id }, { actionId }) => {
      const note = await notes.delete(id, actionId);
      return {
        text: `Deleted. Your owner can bring it back for 30 days: adjutant note undo ${short(note.id)}`,
      };
    },
  });
}

function searchNotes(notes: NoteBook): AnyTool {
  return defineTool({
    name: 'search_notes',
    description: 'Look for notes and facts by words that occur in them; no words: the newest.',
    schema: z.strictObject({
      words: z.string().trim().max(200).default(''),
      kind: noteKindSchema.optional(),
    }),
    effect: 'reads',
    from: 'owner',
    summarize: ({ words }) => `Look for notes${words === '' ? '' : ` with ${quoted(words)}`}`,
    run: async ({ words, kind: wanted }) => {
      const found = await notes.find(words, wanted ?? null, listed);
      if (found.length === 0) return { text: 'There is no such note. Try other or fewer words.' };
      const text = found.map(lineOf).join('\n');
      const hasOthers = found.some(({ principal }) => principal !== 'owner');
      return hasOthers ? { text, outside: 'notes, some in the words of others' } : { text };
    },
  });
}

function lineOf({ id, kind: is, text, principal, at }: KeptNote): string {
  const day = new Date(at).toISOString().slice(0, 10);
  const by = principal === 'owner' ? '' : ', from somebody else';
  return `(${short(id)}) ${is} of ${day}${by}: ${shortened(text, shownChars)}`;
}

function sourceOf({ principal, author }: ToolContext['request']): string {
  return principal === 'owner' ? '' : `, from ${author}, ${principal}`;
}

function short(id: string): string {
  return id.slice(0, shortIdChars);
}

function quoted(text: string): string {
  return `“${text}”`;
}
