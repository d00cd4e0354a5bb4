import { fileURLToPath } from 'node:url';
import type { ChildProcessHandle } from '../../../main/base/child-process.ts';
import { createForkStarter } from '../../../main/base/fork-starter.ts';
import type { ChildMessage, OpenOrder } from '../../../main/tunnel/ngrok-messages.ts';
import { childMessageSchema } from '../../../main/tunnel/ngrok-messages.ts';
import type { NgrokEdge } from './edge.ts';

/** The tunnel's child, as a source; Node runs it as it is. */
export const childScript = fileURLToPath(
  new URL('../../../main/tunnel/ngrok-child.ts', import.meta.url),
);

type MessageType = ChildMessage['type'];
type MessageOf<Type extends MessageType> = Extract<ChildMessage, { readonly type: Type }>;

/** The real SDK in a process of its own, where it can be ended whatever state it is in. */
export class Agent {
  readonly child: ChildProcessHandle;
  /** Resolves when the process is gone, with its exit code. */
  readonly exited: Promise<number | null>;
  readonly #unread: ChildMessage[] = [];
  #onMessage: () => void = () => {};

  constructor(edge: NgrokEdge, order: Partial<OpenOrder> = {}) {
    this.child = createForkStarter().start(childScript, { name: 'agent', env: {} });
    this.exited = new Promise((resolve) => this.child.onExit(resolve));
    this.child.onMessage((message) => {
      this.#unread.push(childMessageSchema.parse(message));
      this.#onMessage();
    });
    this.child.send({ ...defaultOrder(edge), ...order });
  }

  /** The next message of a type; others on the way to it are passed over. */
  async next<Type extends MessageType>(
    type: Type,
    accept: (message: MessageOf<Type>) => boolean = () => true,
  ): Promise<MessageOf<Type>> {
    for (;;) {
      const message = await this.#take();
      if (isType(message, type) && accept(message)) return message;
    }
  }

  /** Asks it to say goodbye. */
  close(): Promise<number | null> {
    this.child.send({ type: 'close' });
    return this.exited;
  }

  async kill(): Promise<void> {
    this.child.kill();
    await this.exited;
  }

  async #take(): Promise<ChildMessage> {
    for (let first = this.#unread.shift(); ; first = this.#unread.shift()) {
      if (first) return first;
      await new Promise<void>((resolve) => {
        this.#onMessage = resolve;
      });
    }
  }
}

function isType<Type extends MessageType>(
  message: ChildMessage,
  type: Type,
): message is MessageOf<Type> {
  return message.type === type;
}

/** A complete order for an edge; parts of it can be put over. */
export function defaultOrder(edge: NgrokEdge): OpenOrder {
  return {
    type: 'open',
    authtoken: 'valid-token',
    localAddress: '127.0.0.1:9',
    serverAddr: edge.serverAddr,
    caPem: edge.caPem,
    lastUrl: null,
    heartbeatIntervalMs: 1000,
    heartbeatToleranceMs: 1000,
    parentPid: process.pid,
  };
}
