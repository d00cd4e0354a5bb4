/** An answer in one piece is no longer than that, in characters. */
const maxWhole = 4_000_000;

type Line = Readonly<Record<string, unknown>>;

/**
 * Chat completions of servers that are lax about the form: an answer in one piece though a stream was asked for, and a
 * stream that says `[DONE]` without ever naming a reason to finish. Both are whole; the SDK takes them for cut off. One
 * that ends without either stays as it is. Refusals are passed on untouched.
 */
export function mendingFetch(inner: typeof fetch): typeof fetch {
  return async (input, init) => {
    const answer = await inner(input, init);
    if (!answer.ok || answer.body === null) return answer;
    const { status, headers } = answer;
    return new Response(answer.body.pipeThrough(mending()), { status, headers });
  };
}

function mending(): TransformStream<Uint8Array, Uint8Array> {
  const mender = new Mender();
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  return new TransformStream({
    transform: (bytes, out) =>
      out.enqueue(encoder.encode(mender.take(decoder.decode(bytes, { stream: true })))),
    flush: (out) => out.enqueue(encoder.encode(mender.end(decoder.decode()))),
  });
}

/** Hands on what it is given as it comes, and adds what is missing. */
class Mender {
  /** Null until the first letter tells. */
  #isWhole: boolean | null = null;
  /** The answer in one piece so far, or the line of the stream that has not ended yet. */
  #rest = '';
  #hasFinish = false;

  take(text: string): string {
    this.#isWhole ??= text.trim() === '' ? null : text.trimStart().startsWith('{');
    this.#rest += text;
    if (this.#isWhole === true) {
      if (this.#rest.length > maxWhole) throw new Error('The answer is too long.');
      return '';
    }
    const lines = this.#rest.split(/\r?\n/u);
    this.#rest = lines.pop() ?? '';
    return text + lines.map((line) => this.#afterLine(line)).join('');
  }

  end(text: string): string {
    const last = this.take(text);
    return last + (this.#isWhole === true ? toStream(this.#rest) : this.#afterLine(this.#rest));
  }

  /** What the SDK has to be told after a line. */
  #afterLine(line: string): string {
    // In the words of an answer these quotation marks would have a backslash.
    if (/"finish_reason"\s*:\s*"/u.test(line)) this.#hasFinish = true;
    if (this.#hasFinish || !/^data:\s*\[DONE\]\s*$/u.test(line)) return '';
    this.#hasFinish = true;
    return `\n\n${event({ choices: [{ delta: {}, finish_reason: 'stop' }] })}`;
  }
}

/** What is no answer stays as it was: the SDK tells that. */
function toStream(text: string): string {
  try {
    const { choices, ...rest } = JSON.parse(text) as Line & { readonly choices: readonly Line[] };
    const chunks = choices.map(({ message, finish_reason: reason, ...choice }) => ({
      ...{ ...choice, finish_reason: reason ?? 'stop' },
      delta: toDelta(message as Line),
    }));
    return `${event({ ...rest, choices: chunks })}data: [DONE]\n\n`;
  } catch {
    return text;
  }
}

function toDelta({ tool_calls: calls, ...message }: Line): Line {
  if (!Array.isArray(calls)) return message;
  return { ...message, tool_calls: calls.map((call: Line, index) => ({ index, ...call })) };
}

function event(body: unknown): string {
  return `data: ${JSON.stringify(body)}\n\n`;
}
