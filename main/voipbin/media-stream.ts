import type { Agent } from 'node:http';
import type { RawData } from 'ws';
import { WebSocket } from 'ws';
import { NetworkError } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import { proxyFaultIn } from '../base/proxy-blame.ts';
import type { Clock } from '../base/clock.ts';

export type MediaAddress = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Trusted authorities; null for the system's. */
  readonly ca: readonly string[] | null;
  /** By which it is reached; null or missing: straight. */
  readonly agent?: Agent | null;
};

/** Sound that comes late is worse than none: about a second of it at 16,000 bytes a second. */
const maxWaitingBytes = 16_000;
/** VoIPBIN: a stream that cannot be had is opened all the same, and closed without any sound. */
const firstSoundMs = 5000;
const maxFrameBytes = 64 * 1024;

/** The sound of one call, both ways: frames of 20 ms in whatever form the address asks for, never looked into. */
export class MediaStream {
  /** Resolves when no more sound comes or goes. */
  readonly ended: Promise<void>;
  readonly #socket: WebSocket;
  #ofProxy: AppError | null = null;
  #listener: (frame: Buffer) => void = () => {};

  constructor({ url, headers, ca, agent = null }: MediaAddress) {
    this.#socket = new WebSocket(url, {
      headers: { ...headers },
      maxPayload: maxFrameBytes,
      perMessageDeflate: false,
      followRedirects: false,
      ...(ca === null ? {} : { ca: [...ca] }),
      ...(agent === null ? {} : { agent }),
    });
    const end = Promise.withResolvers<void>();
    this.ended = end.promise;
    this.#socket.on('message', (data, isBinary) => {
      if (isBinary) this.#listener(toBuffer(data));
    });
    this.#socket.on('close', () => end.resolve());
    // The close follows, and tells.
    this.#socket.on('error', (error) => {
      this.#ofProxy = proxyFaultIn(error);
      end.resolve();
    });
  }

  /** Resolves with the first sound. Throws NetworkError when there is none, or what a proxy has to say to it. */
  async sounds(clock: Clock, signal: AbortSignal): Promise<void> {
    const heard = Promise.withResolvers<void>();
    const fail = (): void =>
      heard.reject(
        this.#ofProxy ??
          new NetworkError('VOIPBIN_NO_SOUND', 'VoIPBIN gave no sound of a call to pass on.', {
            retryable: false,
          }),
      );
    const onAbort = (): void => heard.reject(signal.reason);
    const cancel = clock.schedule(firstSoundMs, fail);
    this.#listener = () => heard.resolve();
    void this.ended.then(fail);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      await heard.promise;
    } finally {
      cancel();
      this.#listener = () => {};
      signal.removeEventListener('abort', onAbort);
    }
  }

  passTo(other: MediaStream): void {
    this.#listener = (frame) => other.#play(frame);
  }

  close(): void {
    this.#listener = () => {};
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.close(1000);
    if (this.#socket.readyState !== WebSocket.CLOSED) {
      setImmediate(() => this.#socket.terminate());
    }
  }

  #play(frame: Buffer): void {
    const { readyState, bufferedAmount } = this.#socket;
    if (readyState === WebSocket.OPEN && bufferedAmount < maxWaitingBytes) this.#socket.send(frame);
  }
}

function toBuffer(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.from(data as Buffer);
}
