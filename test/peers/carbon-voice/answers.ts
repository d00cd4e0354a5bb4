/** What a route answers: JSON, plain text or bytes. */
export type Answer = {
  readonly status: number;
  readonly body?: unknown;
  readonly text?: string;
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
};

export function bad(message: string): Answer {
  return { status: 400, body: { message } };
}

export const broken: Answer = { status: 500, body: { message: 'Internal error' } };
export const unavailable: Answer = { status: 503, body: { message: 'Unavailable' } };
export const none: Answer = { status: 404, body: { message: 'Not found' } };
