import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { EventHub } from '../peers/voipbin/event-hub.ts';
import { newCall, newSession, Times } from '../peers/voipbin/records.ts';
import type { Wire } from '../peers/voipbin/records.ts';
import { customerId } from '../peers/voipbin/voipbin-peer.ts';
import { Marks } from './calls-marks.ts';
import { quickReply } from './calls-reply.ts';
import type { WrittenReply } from './calls-reply.ts';

export const ownNumber = '+15550001000';
/** A word that nobody says by chance: it names the turn in the caller's words, in the reply and in what is spoken. */
const labelPattern = /zq[a-p]{6}/gu;
/** A voice takes its words after up to so long. */
const longestSayMs = 5;

/**
 * The least VoIPBIN and model that a call needs, on one loopback port. Ids tell what belongs together (`call-7`,
 * `transcribe-7`, `speaking-7`), so that the floor needs no book-keeping either.
 */
export class CallsService {
  readonly marks = new Marks();
  /** Of words that came after the flush of their turn, how long after it, in ms; there must be none, ever. */
  readonly late: number[] = [];
  /** When each flush came, of all calls. */
  readonly flushes: number[] = [];
  readonly #hub = new EventHub('server', customerId);
  readonly #times = new Times('server');
  readonly #calls = new Map<string, Wire>();
  /** By the number of the call: the turn that the agent answers. */
  readonly #turns = new Map<string, string>();
  /** By the number of the call: the turn that the caller spoke over last. */
  readonly #spokenOver = new Map<string, string>();
  readonly #flushedAt = new Map<string, number>();
  readonly #reply: (label: string) => WrittenReply;
  #count = 0;
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  constructor(reply = quickReply) {
    this.#reply = reply;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async listen(): Promise<void> {
    this.#server.on('upgrade', (request, stream, head) => this.#hub.accept(request, stream, head));
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  /** Resolves when somebody listens to our events. */
  async subscribed(): Promise<void> {
    await this.#hub.subscribed(1);
  }

  /** Someone dials our number; the flow answers. */
  dialIn(number: string): void {
    const party = { target_name: '', name: '', detail: '', type: 'tel' };
    const call = newCall(
      {
        ...{ id: `call-${number}`, direction: 'incoming', status: 'ringing' },
        source: { ...party, target: `+1555100${number.padStart(4, '0')}` },
        destination: { ...party, target: ownNumber },
      },
      this.#times.next(),
    );
    this.#calls.set(call.id, call);
    this.#hub.publish('call_created', { ...call });
    this.#change(call, 'progressing');
  }

  startSpeech(number: string): number {
    const label = this.#turns.get(number);
    if (label !== undefined) this.#spokenOver.set(number, label);
    return this.#publishSpeech('transcribe_speech_started', number);
  }

  /** The caller is silent, and the words are final: the turn is over. Returns its label and when it was told. */
  endTurn(number: string): { readonly label: string; readonly at: number } {
    this.#count += 1;
    const label = toLabel(this.#count);
    this.#publishSpeech('transcribe_speech_ended', number);
    this.#turns.set(number, label);
    const at = performance.now();
    this.#hub.publish('transcript_created', {
      ...this.#heard(number),
      message: `Could you look up ${label} for me, please?`,
      tm_transcript: '0001-01-01T00:00:08.99184Z',
    });
    return { label, at };
  }

  async close(): Promise<void> {
    this.#hub.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #publishSpeech(type: string, number: string): number {
    const at = performance.now();
    const tm = { tm_event: new Date().toISOString() };
    this.#hub.publish(type, { ...this.#heard(number), streaming_id: `streaming-${number}`, ...tm });
    return at;
  }

  #heard(number: string): Wire {
    this.#count += 1;
    return {
      ...{ id: `event-${this.#count}`, customer_id: customerId, direction: 'in' },
      transcribe_id: `transcribe-${number}`,
      tm_create: new Date().toISOString(),
    };
  }

  #change(call: Wire, status: string): void {
    Object.assign(call, { status, tm_update: this.#times.next() });
    this.#hub.publish(`call_${status}`, { ...call });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = performance.now();
    const chunks: Buffer[] = await request.toArray();
    const text = Buffer.concat(chunks).toString('utf8');
    const { resource, id, act } = partsOf(request.url ?? '');
    if (resource === 'chat') return this.#write(response, text, at);
    const number = id.split('-')[1] ?? '';
    if (act === 'say') await this.#say(number, text, at);
    if (act === 'flush') this.#flush(number, at);
    const body =
      request.method === 'GET' ? this.#read(resource, id) : this.#act(resource, id, text);
    response.writeHead(body === null ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  }

  async #say(number: string, text: string, at: number): Promise<void> {
    const [label] = text.match(labelPattern) ?? [];
    this.marks.note(label ? `say ${label}` : `greeting ${number}`, at);
    const flushedAt = this.#flushedAt.get(label ?? '');
    if (flushedAt !== undefined) this.late.push(at - flushedAt);
    await delay(Math.random() * longestSayMs);
  }

  #flush(number: string, at: number): void {
    this.flushes.push(at);
    // One that comes late, or again, is still of what was spoken over, not of the turn after it.
    const label = this.#spokenOver.get(number);
    if (label === undefined) return;
    if (!this.#flushedAt.has(label)) this.#flushedAt.set(label, at);
    this.marks.note(`flush ${label}`, at);
  }

  #read(resource: string, id: string): unknown {
    if (resource === 'customer') return { id: customerId, name: 'Desk' };
    if (resource === 'calls' && id.startsWith('call-')) return this.#calls.get(id) ?? null;
    return { result: [], next_page_token: '' };
  }

  #act(resource: string, id: string, text: string): unknown {
    const call = this.#calls.get(id);
    if (call) {
      this.#change(call, 'hangup');
      return call;
    }
    const status = resource === 'transcribes' ? 'progressing' : 'active';
    if (id !== '') return { id, status };
    const body = JSON.parse(text) as { readonly reference_id: string };
    const sessionId = body.reference_id.replace('call', resource.slice(0, -1));
    return newSession({ ...body, id: sessionId, status }, this.#times.next());
  }

  /** The last label is the one of the present words; those before it are history. */
  async #write(response: ServerResponse, text: string, at: number): Promise<void> {
    const label = text.match(labelPattern)?.at(-1) ?? '';
    this.marks.note(`model ${label}`, at);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const { afterMs, text: piece, isFirstSentence } of this.#reply(label)) {
      await delay(afterMs);
      if (response.destroyed) return;
      if (isFirstSentence) this.marks.note(`sentence ${label}`, performance.now());
      response.write(toChunk(piece));
    }
    this.marks.note(`written ${label}`, performance.now());
    response.end('data: [DONE]\n\n');
  }
}

/** Below the version: `speakings/speaking-7/say`. */
function partsOf(url: string) {
  const { pathname } = new URL(url, 'http://localhost');
  const [, , resource = '', id = '', act = ''] = pathname.split('/');
  return { resource, id, act };
}

/** The count in letters, because digits would be read out as words. */
function toLabel(count: number): string {
  const digits = count.toString(16).padStart(6, '0');
  return `zq${digits.replaceAll(/./gu, (digit) => 'abcdefghijklmnop'.charAt(parseInt(digit, 16)))}`;
}

function toChunk(content: string): string {
  const choices = [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }];
  const chunk = { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'double', choices };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}
