import { z } from 'zod';

/** What the child is to open. Comes by message, never by environment or argument: those can be read by others. */
export const openOrderSchema = z.object({
  type: z.literal('open'),
  authtoken: z.string(),
  /** `127.0.0.1:port` of the local webhook server. */
  localAddress: z.string().regex(/^127\.0\.0\.1:\d{1,5}$/),
  /** `host:port` of another ngrok edge. */
  serverAddr: z.string().optional(),
  /** PEM text of the authority that signs for it. */
  caPem: z.string().optional(),
  domain: z.string().optional(),
  /** The last public address, asked for first where no domain is set. */
  lastUrl: z.string().nullable(),
  heartbeatIntervalMs: z.number().positive(),
  heartbeatToleranceMs: z.number().positive(),
  /** Whose end the child must not outlive. */
  parentPid: z.number().int(),
});
export type OpenOrder = z.infer<typeof openOrderSchema>;

/** From the supervisor to the child. */
export const parentMessageSchema = z.discriminatedUnion('type', [
  openOrderSchema,
  z.object({ type: z.literal('close') }),
]);
export type ParentMessage = z.infer<typeof parentMessageSchema>;

/**
 * From the child to the supervisor. `message` may be a remote's words and is private; `code` is
 * `ERR_NGROK_…` where ngrok gave one, else one of `TroubleCode`.
 */
export const childMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('opened'), url: z.string() }),
  /** Null: the edge did not echo in time. */
  z.object({ type: z.literal('heartbeat'), latencyMs: z.number().nullable() }),
  /** The connection broke, or one of the SDK's own attempts to mend it failed. */
  z.object({ type: z.literal('disconnected'), message: z.string() }),
  /** The SDK has mended it, with the same address. */
  z.object({ type: z.literal('rebound') }),
  z.object({ type: z.literal('closed'), code: z.string(), message: z.string() }),
  z.object({ type: z.literal('failed'), code: z.string(), message: z.string() }),
]);
export type ChildMessage = z.infer<typeof childMessageSchema>;
