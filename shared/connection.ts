import { z } from 'zod';

/** Where one connection to the outside stands; an unreachable service is a status, never a failed start. */
export const connectionStatusSchema = z.enum([
  'off',
  'connecting',
  'connected',
  'reconnecting',
  'refused',
  'failed',
]);
export type ConnectionStatus = z.infer<typeof connectionStatusSchema>;

export const connectionNames = [
  'carbonvoice',
  'voipbin',
  'tunnel',
  'llm',
  'keychain',
  'mcp',
] as const;
export const connectionNameSchema = z.enum(connectionNames);
export type ConnectionName = z.infer<typeof connectionNameSchema>;

/** `detail` says what is so, `remedy` what the owner can do about it (empty: nothing). */
export const connectionStateSchema = z.object({
  status: connectionStatusSchema,
  detail: z.string(),
  remedy: z.string(),
});
export type ConnectionState = Readonly<z.infer<typeof connectionStateSchema>>;

export const connectionsSchema = z.record(connectionNameSchema, connectionStateSchema);
export type Connections = Readonly<Record<ConnectionName, ConnectionState>>;
