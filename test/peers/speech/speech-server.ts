import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A recording as it arrived. */
export type Heard = {
  readonly wav: Buffer;
  /** The other parts of the form. */
  readonly fields: Readonly<Record<string, string>>;
  readonly authorization: string | null;
};

export type SpeechAnswer = { readonly status: number; readonly body: string };

/** Words that were to be spoken, as they arrived. */
export type Spoken = Readonly<Record<string, unknown>> & { readonly authorization: string | null };

export type SoundAnswer = {
  readonly status: number;
  readonly type: string;
  readonly bytes: Buffer;
};

/**
 * A service that speaks OpenAI's `POST /v1/audio/transcriptions`: multipart with `file` and `model`, answered by
 * `{"text": …}`; and `POST /v1/audio/speech`: JSON with `model`, `input` and `voice`, answered by sound. What lacks one
 * of them is a 400.
 */
export class SpeechServer {
  readonly heard: Heard[] = [];
  /** What it answers; `null` keeps it waiting. */
  answer: (call: number) => SpeechAnswer | null = () => said('Hello.');
  readonly spoken: Spoken[] = [];
  /** What it speaks. */
  sound: (call: number) => SoundAnswer = () => ({
    ...{ status: 200, type: 'audio/mpeg', bytes: Buffer.from('sound') },
  });
  readonly #http: Server;

  constructor() {
    this.#http = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.once('end', () => {
        if (request.url === '/v1/audio/speech') {
          const { status, type, bytes } = this.#speak(request.headers, Buffer.concat(chunks));
          return void response.writeHead(status, { 'content-type': type }).end(bytes);
        }
        void this.#hear(request, Buffer.concat(chunks)).then((answer) => {
          if (answer === null) return;
          response.writeHead(answer.status, { 'content-type': 'application/json' });
          response.end(answer.body);
        });
      });
    });
  }

  /** The base address, as the settings have it. */
  async open(): Promise<string> {
    this.#http.listen(0, '127.0.0.1');
    await once(this.#http, 'listening');
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/v1`;
  }

  async close(): Promise<void> {
    this.#http.close();
    this.#http.closeAllConnections();
    await once(this.#http, 'close');
  }

  #speak(
    { authorization = null }: { readonly authorization?: string | null | undefined },
    body: Buffer,
  ): SoundAnswer {
    const asked = JSON.parse(body.toString('utf8')) as Readonly<Record<string, unknown>>;
    if (['model', 'input', 'voice'].some((name) => typeof asked[name] !== 'string')) {
      return { status: 400, type: 'application/json', bytes: Buffer.from('{}') };
    }
    this.spoken.push({ ...asked, authorization });
    return this.sound(this.spoken.length);
  }

  async #hear(
    {
      method,
      url,
      headers,
    }: {
      readonly method?: string | undefined;
      readonly url?: string | undefined;
      readonly headers: { readonly [name: string]: string | string[] | undefined };
    },
    body: Buffer,
  ): Promise<SpeechAnswer | null> {
    if (method !== 'POST' || url !== '/v1/audio/transcriptions') return { status: 404, body: '{}' };
    const type = String(headers['content-type']);
    // The platform's own reader of forms: what it cannot read is none.
    const form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': type },
    }).formData();
    const file = form.get('file');
    if (!(file instanceof Blob) || form.get('model') === null) return { status: 400, body: '{}' };
    const fields = [...form].flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as const] : [],
    );
    const { authorization } = headers;
    this.heard.push({
      wav: Buffer.from(await file.arrayBuffer()),
      fields: Object.fromEntries(fields),
      authorization: typeof authorization === 'string' ? authorization : null,
    });
    return this.answer(this.heard.length);
  }
}

export function said(text: string): SpeechAnswer {
  return { status: 200, body: JSON.stringify({ text }) };
}
