import { z } from 'zod';

/** What the app tells the process that runs a server. */
export const toChildSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('open'),
    parentPid: z.number(),
    command: z.string(),
    args: z.array(z.string()),
    /** All that the server finds in its environment. */
    env: z.record(z.string(), z.string()),
    cwd: z.string(),
  }),
  /** For the server's standard input, without the line's end. */
  z.object({ type: z.literal('line'), line: z.string() }),
  z.object({ type: z.literal('close') }),
]);
export type ToChild = z.infer<typeof toChildSchema>;

/** What it hears back. */
export const fromChildSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('opened'), pid: z.number() }),
  /** It could not be started; `code` is the system's. */
  z.object({ type: z.literal('failed'), code: z.string() }),
  z.object({ type: z.literal('line'), line: z.string() }),
  /** An answer that is too large was thrown away. */
  z.object({ type: z.literal('oversized'), id: z.union([z.number(), z.string()]).nullable() }),
  /** The server is gone. `said`: the last of its standard error. */
  z.object({
    type: z.literal('ended'),
    code: z.number().nullable(),
    isFlood: z.boolean(),
    said: z.string(),
  }),
]);
export type FromChild = z.infer<typeof fromChildSchema>;
