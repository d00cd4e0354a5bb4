import { z } from 'zod';
import { principalSchema } from './thread.ts';

/** A fact is always in the owner's prompt, as far as there is room; a note is found when it is looked for. */
export const noteKindSchema = z.enum(['note', 'fact']);
export type NoteKind = z.infer<typeof noteKindSchema>;

/** Something that the agent keeps for its owner. Instants are epoch ms. */
export const keptNoteSchema = z.object({
  id: z.string(),
  kind: noteKindSchema,
  text: z.string(),
  /** Whose words it was made from. */
  principal: principalSchema,
  at: z.number(),
  changedAt: z.number(),
});
export type KeptNote = Readonly<z.infer<typeof keptNoteSchema>>;

/** Longest text of each kind: a fact is in every prompt. */
export const maxNoteChars: Readonly<Record<NoteKind, number>> = { note: 4000, fact: 500 };
