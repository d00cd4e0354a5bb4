import { Duplex } from 'node:stream';
import type { Frame } from './muxado-frames.ts';
import { frameFlag, frameType, maxBodyBytes, numberBody, windowBytes } from './muxado-frames.ts';

type Done = (error?: Error | null) => void;

/** What a stream needs of its session. */
export interface FrameSink {
  /** `done` is called when the connection can take more. */
  send(frame: Frame, done?: Done): void;
  /** Drops a finished stream. */
  forget(streamId: number): void;
}

/** One multiplexed stream, with enough of a socket's surface to serve `node:http` as a connection. */
export class MuxadoStream extends Duplex {
  readonly id: number;
  readonly #sink: FrameSink;
  #sendWindow = windowBytes;
  #receiveCredit = 0;
  #blocked: { readonly chunk: Buffer; readonly done: Done } | null = null;
  #needsSyn: boolean;
  #finSent = false;
  #finReceived = false;

  constructor(sink: FrameSink, id: number, { initiator }: { readonly initiator: boolean }) {
    super({ allowHalfOpen: true, highWaterMark: 64 * 1024 });
    this.#sink = sink;
    this.id = id;
    this.#needsSyn = initiator;
  }

  /** For `node:http`, which treats its connection as a socket. */
  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  /** Called by the session for each data frame. */
  receiveData(body: Buffer, fin: boolean): void {
    if (this.#finReceived) return;
    if (body.length > 0) {
      this.#receiveCredit += body.length;
      if (this.push(body)) this.#grantCredit();
    }
    if (fin) {
      this.#finReceived = true;
      this.push(null);
    }
  }

  /** Called by the session when the other side has read `increment` bytes. */
  receiveCredit(increment: number): void {
    this.#sendWindow = Math.min(this.#sendWindow + increment, windowBytes);
    const blocked = this.#blocked;
    if (!blocked) return;
    this.#blocked = null;
    this.#writeAll(blocked.chunk, blocked.done);
  }

  override _read(): void {
    this.#grantCredit();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#writeAll(chunk, done);
  }

  override _final(done: Done): void {
    this.#sendFin();
    done();
  }

  override _destroy(error: Error | null, done: Done): void {
    // As a TCP socket does: say that no more will be sent, then forget the stream. The session
    // answers later data with a reset.
    this.#sendFin();
    this.#sink.forget(this.id);
    this.#blocked = null;
    done(error);
  }

  #writeAll(chunk: Buffer, done: Done): void {
    let rest = chunk;
    while (rest.length > 0) {
      const size = Math.min(rest.length, this.#sendWindow, maxBodyBytes);
      if (size === 0) {
        this.#blocked = { chunk: rest, done };
        return;
      }
      this.#sendWindow -= size;
      const part = rest.subarray(0, size);
      rest = rest.subarray(size);
      this.#sendData(part, 0, rest.length === 0 ? done : undefined);
    }
    if (chunk.length === 0) done();
  }

  #grantCredit(): void {
    if (this.#receiveCredit === 0 || this.#finReceived) return;
    const body = numberBody(this.#receiveCredit);
    this.#receiveCredit = 0;
    this.#sink.send({ type: frameType.windowIncrement, flags: 0, streamId: this.id, body });
  }

  #sendData(body: Buffer, flags: number, done?: Done): void {
    const syn = this.#needsSyn ? frameFlag.syn : 0;
    this.#needsSyn = false;
    this.#sink.send({ type: frameType.data, flags: flags | syn, streamId: this.id, body }, done);
  }

  #sendFin(): void {
    if (this.#finSent || this.#needsSyn) return;
    this.#finSent = true;
    this.#sendData(Buffer.alloc(0), frameFlag.fin);
  }
}
