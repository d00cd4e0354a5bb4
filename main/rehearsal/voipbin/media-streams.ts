import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import type { Clock } from '../../base/clock.ts';
import type { Calls } from './calls.ts';
import { targetOf } from './credentials.ts';
import type { VoipBinFaults } from './faults.ts';

/** VoIPBIN: 20 ms of 16-bit samples, 8 kHz. */
const frameMs = 20;
const samples = Buffer.alloc(320);
/** VoIPBIN: an AudioSocket message has its kind (0x10, signed linear) and its length in front; `sln` is bare. */
const silences: Readonly<Record<string, Buffer>> = {
  audiosocket: Buffer.concat([Buffer.from([0x10, 0x01, 0x40]), samples]),
  sln: samples,
};
const route = /^\/v1\.0\/calls\/(?<id>[^/]+)\/media_stream$/u;

/** Whether somebody asks for the sound of a call. */
export function isMediaStream({ url = '' }: IncomingMessage): boolean {
  return route.test(targetOf(url).path);
}

/** The sound of calls, `/v1.0/calls/{id}/media_stream`: of practice people it is silence, but it comes and goes. */
export class MediaStreams {
  readonly #parts: { readonly calls: Calls; readonly clock: Clock; readonly faults: VoipBinFaults };
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  /** Bytes of sound that came on each open socket. */
  readonly #open = new Map<WebSocket, { readonly callId: string; readonly received: number }>();

  constructor(parts: {
    readonly calls: Calls;
    readonly clock: Clock;
    readonly faults: VoipBinFaults;
  }) {
    this.#parts = parts;
  }

  /** Those that are open now, with the bytes of sound that came from outside. */
  list(): readonly { readonly callId: string; readonly received: number }[] {
    return [...this.#open.values()];
  }

  /** Takes over a connection whose credential was found good. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { path, query } = targetOf(request.url ?? '');
    const callId = route.exec(path)?.groups?.['id'] ?? '';
    const silence = silences[query.get('encapsulation') ?? ''] ?? null;
    this.#server.handleUpgrade(request, socket, head, (opened) =>
      this.#serve(opened, callId, silence),
    );
  }

  async close(): Promise<void> {
    for (const socket of this.#open.keys()) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** VoIPBIN: whether there is sound to be had is found out only after the socket is open. */
  #serve(socket: WebSocket, callId: string, silence: Buffer | null): void {
    const { calls, clock, faults } = this.#parts;
    socket.on('error', () => socket.terminate());
    const isUp = calls.table.find(callId)?.status === 'progressing';
    if (!isUp || faults.isOn('no-media-streams')) return socket.terminate();
    this.#open.set(socket, { callId, received: 0 });
    let cancel = (): void => undefined;
    const beat = (): void => {
      cancel = clock.schedule(frameMs, () => {
        // VoIPBIN: in a form that it does not know nothing is sent, without a word.
        if (silence) socket.send(silence);
        beat();
      });
    };
    beat();
    socket.on('message', (data, isBinary) => {
      const bytes = isBinary ? (data as Buffer).byteLength : 0;
      const before = this.#open.get(socket)?.received ?? 0;
      this.#open.set(socket, { callId, received: before + bytes });
    });
    const stop = calls.line(callId).onClose(() => socket.terminate());
    socket.once('close', () => {
      stop();
      cancel();
      this.#open.delete(socket);
    });
  }
}
