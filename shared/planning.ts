import { z } from 'zod';

/** Open until somebody says otherwise; what is dropped or done can be opened again. */
export const taskStateSchema = z.enum(['open', 'done', 'dropped']);
export type TaskState = z.infer<typeof taskStateSchema>;

/** Something to do, or (with `waitingFor`) something that somebody else owes. Instants are epoch ms. */
export const taskSchema = z.object({
  /** As people say it: T1, T2 and so on. */
  number: z.number().int(),
  title: z.string(),
  note: z.string(),
  people: z.array(z.string()).readonly(),
  /** A follow-up: whose answer or doing it waits for; null for what the owner does. */
  waitingFor: z.string().nullable(),
  /** The local date, or date and time, that was said: `2026-11-20` or `2026-11-20T15:00`. */
  due: z.string().nullable(),
  /** From when on it is overdue. */
  dueAt: z.number().nullable(),
  /** IANA name; what `due` is to be read in. */
  timeZone: z.string(),
  state: taskStateSchema,
  /** The message of the thread that it comes from. */
  messageId: z.string().nullable(),
  /** Who had it kept: `owner`, or the id or number of somebody else. */
  author: z.string(),
  createdAt: z.number(),
  changedAt: z.number(),
});
export type Task = Readonly<z.infer<typeof taskSchema>>;

export const reminderStateSchema = z.enum(['active', 'done', 'cancelled']);

/** Something that the owner is told at its time. Instants are epoch ms. */
export const reminderSchema = z.object({
  /** As people say it: R1, R2 and so on. */
  number: z.number().int(),
  text: z.string(),
  /** Cron of five fields, read in `timeZone`; null for once. */
  repeat: z.string().nullable(),
  /** IANA name. */
  timeZone: z.string(),
  state: reminderStateSchema,
  /** When it is told next; null when nothing is to come. */
  nextAt: z.number().nullable(),
  /** When it was told last. */
  toldAt: z.number().nullable(),
  messageId: z.string().nullable(),
  createdAt: z.number(),
});
export type Reminder = Readonly<z.infer<typeof reminderSchema>>;

/** `T12`. */
export function taskId({ number }: Pick<Task, 'number'>): string {
  return `T${number}`;
}

/** `R5`. */
export function reminderId({ number }: Pick<Reminder, 'number'>): string {
  return `R${number}`;
}

/** The number in `T12`, `#12` or `12`; null where it is none. */
export function numberOf(id: string, letter: 'T' | 'R'): number | null {
  const found = new RegExp(`^\\s*(?:${letter}|#)?\\s?(\\d{1,9})\\s*$`, 'iu').exec(id);
  return found ? Number(found[1]) : null;
}
