import type { z } from 'zod';

/** Why a request is not carried out, as an answer: thrown by routes, written out by the server. */
export class HttpRefusal extends Error {
  readonly status: number;
  /** A list where the shape of the input is at fault, else one sentence. */
  readonly text: string | readonly string[];

  constructor(status: number, text: string | readonly string[]) {
    super(typeof text === 'string' ? text : text.join('; '));
    this.name = 'HttpRefusal';
    this.status = status;
    this.text = text;
  }
}

/** The checked input, or a 400 that names every member at fault. */
export function checked<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `property ${key} should not exist`)
      : [`${issue.path.join('.') || 'body'}: ${issue.message}`],
  );
  throw new HttpRefusal(400, lines);
}
