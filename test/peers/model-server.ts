import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request for a completion. */
export type ModelRequest = {
  readonly path: string;
  readonly authorization: string | null;
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
};

/**
 * `answer`: streams the words. `hang`: takes the request and says nothing. `half`: streams the first word and then
 * says nothing. `fail`: 500.
 */
export type ModelMood = 'answer' | 'hang' | 'half' | 'fail';

/** A small server that speaks OpenAI's chat completions, streamed. */
export class ModelServer {
  readonly requests: ModelRequest[] = [];
  /** Connections that were opened so far, with or without a request. */
  connections = 0;
  mood: ModelMood = 'answer';
  /** The words of an answer, each sent as a chunk of its own. */
  words: (request: ModelRequest) => readonly string[] = () => ['Four ', 'o’clock ', 'it is.'];
  /** What the model calls instead of answering; null where it answers. */
  toolCall: (request: ModelRequest) => { readonly name: string; readonly args: unknown } | null =
    () => null;
  /** Hears of each request and of each chunk that left. */
  onStage: (stage: 'asked' | 'chunk', request: ModelRequest) => void = () => {};
  readonly #server: Server = createServer(
    (request, response) => void this.#serve(request, response),
  );
  #port = 0;

  /** Base address, to which `/chat/completions` is appended. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}/v1`;
  }

  async start(): Promise<void> {
    this.#server.on('connection', () => (this.connections += 1));
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/v1/models') return void response.end('{"data":[{"id":"first-listed"}]}');
    const asked = await toModelRequest(request).catch(() => null);
    if (!asked) return void request.socket.destroy();
    this.requests.push(asked);
    this.onStage('asked', asked);
    const { mood } = this;
    if (mood === 'hang') return;
    if (mood === 'fail') return void response.writeHead(500).end('{"error":{"message":"no"}}');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const call = this.toolCall(asked);
    if (call) return void response.end(toCallChunks(call));
    for (const [index, word] of this.words(asked).entries()) {
      response.write(toChunk({ role: 'assistant', content: word }, null));
      this.onStage('chunk', asked);
      if (mood === 'half' && index === 0) return;
      // One chunk a turn of the loop, so that they leave as several packets.
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.write(toChunk({}, 'stop'));
    response.end('data: [DONE]\n\n');
  }
}

/** A model server that listens on loopback. */
export async function startModelServer(): Promise<ModelServer> {
  const server = new ModelServer();
  await server.start();
  return server;
}

function toCallChunks({ name, args }: { readonly name: string; readonly args: unknown }): string {
  const call = { name, arguments: JSON.stringify(args) };
  const tool_calls = [{ index: 0, id: 'call-1', type: 'function', function: call }];
  const first = toChunk({ role: 'assistant', content: null, tool_calls }, null);
  return `${first}${toChunk({}, 'tool_calls')}data: [DONE]\n\n`;
}

function toChunk(delta: unknown, finishReason: string | null): string {
  const choices = [{ index: 0, delta, finish_reason: finishReason }];
  const chunk = { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'double', choices };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

async function toModelRequest(request: IncomingMessage): Promise<ModelRequest> {
  const chunks: Buffer[] = await request.toArray();
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
    readonly model: string;
    readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  };
  return {
    path: request.url ?? '',
    authorization: request.headers.authorization ?? null,
    model: body.model,
    messages: body.messages.map(({ role, content }) => ({ role, content: toText(content) })),
  };
}

/** Content is a string or a list of parts. */
function toText(content: unknown): string {
  if (typeof content === 'string') return content;
  const parts = Array.isArray(content) ? (content as readonly { readonly text?: string }[]) : [];
  return parts.map(({ text }) => text ?? '').join('');
}
