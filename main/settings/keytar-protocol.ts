/** What the child that holds keytar is asked. Travels over its IPC channel only, never as an argument. */
export type KeytarRequest = {
  readonly id: number;
  readonly action: 'get' | 'set' | 'delete';
  readonly service: string;
  readonly account: string;
  /** Of `set` only. */
  readonly value: string | null;
};

/** Its answer: the value of `get`, whether `delete` found something, or what went wrong. */
export type KeytarReply = {
  readonly id: number;
  readonly value: string | boolean | null;
  readonly error: { readonly message: string; readonly code: string | null } | null;
};

export function isKeytarRequest(message: unknown): message is KeytarRequest {
  return (
    isRecord(message) &&
    typeof message['id'] === 'number' &&
    (message['action'] === 'get' ||
      message['action'] === 'set' ||
      message['action'] === 'delete') &&
    typeof message['service'] === 'string' &&
    typeof message['account'] === 'string' &&
    (message['value'] === null || typeof message['value'] === 'string')
  );
}

export function isKeytarReply(message: unknown): message is KeytarReply {
  return isRecord(message) && typeof message['id'] === 'number' && 'error' in message;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
