import { homedir } from 'node:os';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { JSONRPCMessageSchema } from '@modelcontextprotocol/sdk/types.js';
import { NetworkError, SettingsError } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import type { ChildProcessHandle, ChildProcessStarter } from '../base/child-process.ts';
import type { Clock } from '../base/clock.ts';
import { fromChildSchema } from './child-messages.ts';
import type { FromChild, ToChild } from './child-messages.ts';
import { endTree } from './end-tree.ts';

export type StdioTransportOptions = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Of the server. */
  readonly env: Readonly<Record<string, string>>;
  /** Of the process that runs it: no secret is in it. */
  readonly bareEnv: Readonly<Record<string, string>>;
  readonly starter: ChildProcessStarter;
  /** Path of the bundled mcp-child. */
  readonly script: string;
  readonly clock: Clock;
  /** What the server wrote on its standard error when it ended: it may hold anything. */
  readonly lastWords: (said: string) => void;
};

/** How long a server has to end before its process is killed. */
const endMs = 1500;

/** A server that is started here, behind a process of ours that ends it with the app. */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  /** Why it ended, where it was not closed. */
  fault: AppError | null = null;
  readonly #options: StdioTransportOptions;
  #child: ChildProcessHandle | null = null;
  #serverPid = 0;
  #isClosing = false;
  readonly #gone = Promise.withResolvers<void>();

  constructor(options: StdioTransportOptions) {
    this.#options = options;
  }

  start(): Promise<void> {
    const { starter, script, name, bareEnv, command, args, env } = this.#options;
    const child = starter.start(script, { name: `Adjutant MCP ${name}`, env: bareEnv });
    this.#child = child;
    const opened = Promise.withResolvers<void>();
    child.onMessage((message) => {
      const { data } = fromChildSchema.safeParse(message);
      if (!data) return;
      if (data.type === 'opened') opened.resolve();
      this.#take(data);
      if (this.fault) opened.reject(this.fault);
    });
    child.onExit(() => {
      this.#end();
      opened.reject(this.fault ?? gone(name));
    });
    this.#tell({
      ...{ type: 'open', parentPid: process.pid, command, args: [...args], env: { ...env } },
      cwd: homedir(),
    });
    return opened.promise;
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.#tell({ type: 'line', line: JSON.stringify(message) });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.#child === null) return;
    this.#tell({ type: 'close' });
    const cancel = this.#options.clock.schedule(endMs, () => this.#child?.kill());
    await this.#gone.promise;
    cancel();
  }

  #tell(message: ToChild): void {
    this.#child?.send(message);
  }

  #take(message: FromChild): void {
    const { name, lastWords } = this.#options;
    switch (message.type) {
      case 'opened':
        this.#serverPid = message.pid;
        return;
      case 'line':
        return this.#receive(JSON.parse(message.line));
      case 'oversized':
        return this.#refuse(message.id);
      case 'failed':
        this.fault = notStarted(name, message.code);
        return;
      case 'ended':
        lastWords(message.said);
        if (!this.#isClosing)
          this.fault ??= message.isFlood ? flood(name) : gone(name, message.code);
    }
  }

  #receive(value: unknown): void {
    const { data } = JSONRPCMessageSchema.safeParse(value);
    if (data) this.onmessage?.(data);
    else this.onerror?.(new Error('a message that is none'));
  }

  /** The answer that was too large, in its stead: nobody waits for it any longer. */
  #refuse(id: string | number | null): void {
    if (id === null) return this.#child?.kill();
    const error = { code: tooLargeCode, message: 'The answer is larger than 4 MB.' };
    this.onmessage?.({ jsonrpc: '2.0', id, error });
  }

  #end(): void {
    // Where the process in between was killed, nobody else is left to end the server.
    endTree(this.#serverPid, 'SIGKILL');
    this.#child = null;
    this.#gone.resolve();
    this.onclose?.();
  }
}

/** JSON-RPC leaves these numbers to the application. */
const tooLargeCode = -32_050;

function notStarted(name: string, code: string): SettingsError {
  const why = code === 'ENOENT' ? 'there is no such program' : `the system says ${code}`;
  return new SettingsError(
    'MCP_NOT_STARTED',
    `The MCP server ${name} cannot be started: ${why}.`,
    'Check its command in mcp.servers.',
  );
}

function gone(name: string, code: number | null = null): NetworkError {
  const how = code === null ? '' : ` with exit code ${code}`;
  return new NetworkError('MCP_ENDED', `The MCP server ${name} has ended${how}.`, {
    remedy: 'It is started anew when it is needed again.',
  });
}

function flood(name: string): NetworkError {
  return new NetworkError(
    'MCP_FLOOD',
    `The MCP server ${name} wrote without end and was stopped.`,
    {
      remedy: 'Look whether it writes its log to standard output.',
    },
  );
}
