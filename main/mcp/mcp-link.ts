import { AppError, NetworkError } from '../../shared/errors.ts';
import type { McpServerSettings } from '../../shared/mcp.ts';
import { untilAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { Patience } from './patience.ts';
import type { ConnectMcp, McpConnection } from './ports.ts';

export type McpLinkParts = {
  readonly settings: McpServerSettings;
  readonly connect: ConnectMcp;
  /** What the server offers, whenever it was asked. */
  readonly listed: (tools: readonly unknown[]) => void;
  /** How the server is has changed. */
  readonly changed: () => void;
  readonly clock: Clock;
  readonly log: Logger;
};

/** A server that is not asked for anything for so long is ended. */
const idleMs = 600_000;
/** A server may tell of many changes at once, or never stop telling of them. */
const calmMs = 300;
const betweenLooksMs = 1000;

type Opened = {
  readonly connection: Promise<McpConnection>;
  /** Gives up the opening. */
  readonly end: AbortController;
  isOver: boolean;
};

/**
 * The way to one server: opened when it is needed, its tools looked at before anything else, closed when it is idle. One
 * that fails again and again is left alone for a while.
 */
export class McpLink {
  readonly #parts: McpLinkParts;
  readonly #signal: AbortSignal;
  readonly #patience: Patience;
  #opened: Opened | null = null;
  #fault: AppError | null = null;
  #cancelIdle: () => void = () => {};
  #cancelLook: () => void = () => {};
  #willLook = false;
  #lookedAt = -Infinity;

  /** `signal` ends with the app. */
  constructor(parts: McpLinkParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
    this.#patience = new Patience(parts.clock);
  }

  /** Why it was not there when it was last needed. */
  get fault(): AppError | null {
    return this.#fault;
  }

  /** The connection, its tools listed. A caller that goes away does not end what others wait for. Throws AppError. */
  async use(signal: AbortSignal): Promise<McpConnection> {
    signal.throwIfAborted();
    const { waitMs } = this.#patience;
    if (this.#opened === null && waitMs > 0) throw this.#resting(waitMs);
    const { connection } = (this.#opened ??= this.#open());
    this.#armIdle();
    return untilAborted(connection, signal);
  }

  /** Has its tools listed anew. Throws AppError. */
  async look(signal: AbortSignal): Promise<void> {
    const connection = await this.use(signal);
    this.#parts.listed(await connection.listTools(signal));
  }

  /** It did what it was asked for. */
  noteSuccess(): void {
    this.#patience.reset();
    this.#setFault(null);
  }

  /** Nothing of what was holds any more: it is closed, and may be tried at once. */
  async reset(): Promise<void> {
    await this.close();
    this.noteSuccess();
  }

  /** The next use opens another connection. */
  async close(): Promise<void> {
    this.#cancelIdle();
    this.#cancelLook();
    this.#willLook = false;
    const opened = this.#opened;
    if (opened === null) return;
    opened.isOver = true;
    this.#opened = null;
    opened.end.abort(new DOMException('closed', 'AbortError'));
    await opened.connection.then(
      (connection) => connection.close(),
      () => {
        // It never stood.
      },
    );
  }

  #open(): Opened {
    const end = new AbortController();
    const signal = AbortSignal.any([this.#signal, end.signal]);
    const opened: Opened = {
      connection: this.#connect(() => this.#ended(opened), signal),
      ...{ end, isOver: false },
    };
    opened.connection.then(
      () => this.#setFault(null),
      (error: unknown) => this.#failed(opened, error),
    );
    return opened;
  }

  async #connect(ended: () => void, signal: AbortSignal): Promise<McpConnection> {
    const { connect, settings, listed } = this.#parts;
    const listener = { toolsChanged: () => this.#lookSoon(), ended };
    const connection = await connect(settings, listener, signal);
    try {
      listed(await connection.listTools(signal));
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  #failed(opened: Opened, error: unknown): void {
    if (opened.isOver) return;
    opened.isOver = true;
    this.#opened = null;
    this.#cancelIdle();
    this.#patience.fail();
    if (error instanceof AppError) this.#setFault(error);
    this.#warn(error);
  }

  /** It ended by itself after it had stood. */
  #ended(opened: Opened): void {
    void opened.connection.then(
      () => this.#failed(opened, gone(this.#parts.settings.name)),
      () => {
        // Told where it was opened.
      },
    );
  }

  /** Not put off by what is told meanwhile: else it would never come. */
  #lookSoon(): void {
    if (this.#willLook) return;
    const { clock } = this.#parts;
    const restMs = this.#lookedAt + betweenLooksMs - clock.now();
    this.#willLook = true;
    this.#cancelLook = clock.schedule(Math.max(calmMs, Math.min(restMs, betweenLooksMs)), () => {
      this.#willLook = false;
      this.#lookedAt = clock.now();
      if (this.#opened === null) return;
      this.look(this.#signal).catch((error: unknown) => this.#warn(error));
    });
  }

  #armIdle(): void {
    this.#cancelIdle();
    this.#cancelIdle = this.#parts.clock.schedule(idleMs, () => void this.close());
  }

  #setFault(fault: AppError | null): void {
    if (this.#fault === fault) return;
    this.#fault = fault;
    this.#parts.changed();
  }

  #warn(error: unknown): void {
    if (this.#signal.aborted) return;
    this.#parts.log.warn('an MCP server is not there', errorFields(error));
  }

  #resting(waitMs: number): NetworkError {
    const { name } = this.#parts.settings;
    const { failures } = this.#patience;
    const seconds = Math.ceil(waitMs / 1000);
    return new NetworkError(
      'MCP_RESTING',
      `The MCP server ${name} failed ${failures} times in a row; it is tried again in ${seconds} s at the earliest.`,
      { mayHaveArrived: false, remedy: this.#fault?.message ?? '' },
    );
  }
}

function gone(name: string): NetworkError {
  return new NetworkError('MCP_ENDED', `The MCP server ${name} has ended by itself.`, {
    remedy: 'It is started anew when it is needed again.',
  });
}
