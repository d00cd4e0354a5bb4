import type { Duplex } from 'node:stream';
import { Emitter } from '../../../main/base/emitter.ts';
import type { Frame } from './muxado-frames.ts';
import {
  frameFlag,
  frameHeader,
  frameType,
  maxStreams,
  muxadoCode,
  MuxadoError,
  numberBody,
  readFrames,
} from './muxado-frames.ts';
import type { FrameSink } from './muxado-stream.ts';
import { MuxadoStream } from './muxado-stream.ts';

type Done = (error?: Error | null) => void;
const UNUSED_STREAM_ID = 0x7f_ff_ff_fe;

/** A muxado session in the server role, over one byte stream. */
export class MuxadoSession implements FrameSink {
  /** Streams opened by the client. */
  readonly streams = new Emitter<MuxadoStream>();
  /** The client said goodbye. */
  readonly goodbyes = new Emitter<void>();
  readonly closings = new Emitter<Error | null>();
  readonly #transport: Duplex;
  readonly #open = new Map<number, MuxadoStream>();
  #unread: Buffer = Buffer.alloc(0);
  #nextId = 2;
  #lastRemoteId = 0;
  #held: { readonly frame: Frame; readonly done: Done | undefined }[] | null = null;
  #framesSent = 0;
  #closed = false;

  constructor(transport: Duplex) {
    this.#transport = transport;
    transport.on('data', (chunk: Buffer) => this.#receive(chunk));
    transport.on('error', (error) => this.#close(error));
    transport.on('end', () => transport.destroy());
    transport.on('close', () => this.#close(null));
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Opens a stream to the client. */
  openStream(): MuxadoStream {
    if (this.#closed) throw new MuxadoError('session closed', muxadoCode.sessionClosed);
    if (this.#open.size >= maxStreams) {
      throw new MuxadoError('too many streams', muxadoCode.streamRefused);
    }
    const stream = new MuxadoStream(this, this.#nextId, { initiator: true });
    this.#nextId += 2;
    this.#open.set(stream.id, stream);
    return stream;
  }

  /** Announces the end of the session; the client then hangs up. */
  goAway(code: number = muxadoCode.none, message = ''): void {
    const body = Buffer.concat([
      numberBody(this.#lastRemoteId),
      numberBody(code),
      Buffer.from(message),
    ]);
    this.send({ type: frameType.goAway, flags: 0, streamId: 0, body });
  }

  /** Ends the session without a word. */
  destroy(): void {
    this.#transport.destroy();
  }

  /** Stops reading and writing without closing the connection. */
  freeze(): void {
    if (this.#held || this.#closed) return;
    this.#held = [];
    this.#transport.pause();
  }

  /** Undoes `freeze`, sending what was held back. */
  thaw(): void {
    const held = this.#held;
    if (!held) return;
    this.#held = null;
    for (const { frame, done } of held) this.send(frame, done);
    this.#transport.resume();
  }

  send(frame: Frame, done?: Done): void {
    if (this.#closed) {
      done?.(new MuxadoError('session closed', muxadoCode.sessionClosed));
      return;
    }
    if (this.#held) {
      this.#held.push({ frame, done });
      return;
    }
    this.#framesSent += 1;
    // The writer is held back only while the connection itself is backed up.
    const backedUp = this.#transport.writableNeedDrain;
    this.#transport.cork();
    this.#transport.write(frameHeader(frame));
    this.#transport.write(frame.body, backedUp ? done : undefined);
    // Frames produced in the same turn of the event loop leave in one TLS record.
    process.nextTick(() => this.#transport.uncork());
    if (!backedUp) done?.();
  }

  forget(streamId: number): void {
    this.#open.delete(streamId);
  }

  #receive(chunk: Buffer): void {
    this.#acknowledge();
    const { frames, rest } = readFrames(Buffer.concat([this.#unread, chunk]));
    this.#unread = rest;
    for (const frame of frames) {
      if (!this.#closed) this.#handle(frame);
    }
  }

  /**
   * Sends an increment for a stream that never exists, which the SDK ignores, unless this turn brings
   * about some other frame. It carries the TCP acknowledgement: the SDK leaves Nagle's algorithm on, so
   * a second small write waits for one, and kernels hold a bare one back for 40 ms.
   */
  #acknowledge(): void {
    const framesBefore = this.#framesSent;
    setImmediate(() => {
      if (this.#framesSent !== framesBefore || this.#held) return;
      const streamId = UNUSED_STREAM_ID;
      this.send({ type: frameType.windowIncrement, flags: 0, streamId, body: numberBody(1) });
    });
  }

  #handle(frame: Frame): void {
    const stream = this.#open.get(frame.streamId);
    switch (frame.type) {
      case frameType.data:
        return this.#handleData(frame, stream ?? this.#accept(frame));
      case frameType.windowIncrement:
        return stream?.receiveCredit(frame.body.readUInt32BE(0) & 0x7f_ff_ff_ff);
      case frameType.reset: {
        const code = frame.body.readUInt32BE(0);
        stream?.destroy(new MuxadoError(`stream reset, code ${code}`, code));
        return;
      }
      case frameType.goAway:
        this.goodbyes.emit();
        this.#transport.end();
        return;
      default:
        this.goAway(muxadoCode.protocol, `unknown frame type ${frame.type}`);
        this.#transport.end();
    }
  }

  #accept(frame: Frame): MuxadoStream | null {
    if (!(frame.flags & frameFlag.syn)) return null;
    const stream = new MuxadoStream(this, frame.streamId, { initiator: false });
    this.#open.set(stream.id, stream);
    this.#lastRemoteId = stream.id;
    this.streams.emit(stream);
    return stream;
  }

  #handleData({ flags, streamId, body }: Frame, stream: MuxadoStream | null): void {
    if (stream) {
      stream.receiveData(body, (flags & frameFlag.fin) !== 0);
    } else if (body.length > 0) {
      const code = numberBody(muxadoCode.streamClosed);
      this.send({ type: frameType.reset, flags: 0, streamId, body: code });
    }
  }

  #close(error: Error | null): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#held = null;
    const reason = error ?? new MuxadoError('session closed', muxadoCode.sessionClosed);
    for (const stream of [...this.#open.values()]) stream.destroy(reason);
    this.#open.clear();
    this.closings.emit(error);
  }
}
