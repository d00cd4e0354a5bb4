import { z } from 'zod';

/** Of a message: an address of the web, a file, or a recorded note. */
export const attachmentKindSchema = z.enum(['link', 'file', 'audio']);
export type AttachmentKind = z.infer<typeof attachmentKindSchema>;

/**
 * Outgoing: `kept` is durable here, `uploaded` has its bytes at the service, `sent` is with its receiver, whole. Incoming:
 * `named` is known and not fetched, `awaited` is being fetched, `fetched` is here. `failed`: neither, with the reason.
 */
export const attachmentStateSchema = z.enum([
  ...['kept', 'uploaded', 'sent', 'named', 'awaited', 'fetched', 'failed'],
] as const);
export type AttachmentState = z.infer<typeof attachmentStateSchema>;

/** What the thread shows of an attachment. */
export const threadAttachmentSchema = z.object({
  kind: attachmentKindSchema,
  name: z.string(),
  mimeType: z.string().nullable(),
  bytes: z.number().nullable(),
  state: attachmentStateSchema,
  reason: z.string().nullable(),
  /** Below the folder of the data; null where there are no bytes here. */
  path: z.string().nullable(),
});
export type ThreadAttachment = Readonly<z.infer<typeof threadAttachmentSchema>>;

const units = ['bytes', 'kB', 'MB', 'GB'];

/** A size for people. */
export function sizeText(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** step;
  if (bytes === 1) return '1 byte';
  const digits = step === 0 || value >= 10 ? 0 : 1;
  return `${value.toFixed(digits).replace(/\.0$/u, '')} ${units[step]}`;
}

type Described = Pick<ThreadAttachment, 'name' | 'mimeType' | 'bytes'>;

/** `PDF` and `120 kB`, as far as they are known. */
export function attachmentFacts({ name, mimeType, bytes }: Described): readonly string[] {
  const ending = /\.([a-z0-9]{1,5})$/iu.exec(name)?.[1]?.toUpperCase();
  const type = ending ?? mimeType;
  return [...(type ? [type] : []), ...(bytes === null ? [] : [sizeText(bytes)])];
}

/** `report.pdf, PDF, 120 kB`. */
export function attachmentText(attachment: Described): string {
  return [attachment.name, ...attachmentFacts(attachment)].join(', ');
}

/** The words of a message and what came along, as the agent is told: names are words of others, behind `>`. */
export function wordsWithAttachments({
  text,
  attachments = [],
}: {
  readonly text: string;
  readonly attachments?: readonly ThreadAttachment[] | undefined;
}): string {
  if (attachments.length === 0) return text;
  const told = attachments
    .map((one) => `> Attached: ${attachmentText(one).replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')}`)
    .join('\n');
  // Without words of its own, a message says what it consists of.
  const isNames = text === attachments.map(attachmentText).join('\n');
  return isNames || text === '' ? told : `${text}\n\n${told}`;
}
