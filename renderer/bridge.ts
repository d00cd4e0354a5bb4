import { AppError, NetworkError, ProtocolError } from '../shared/errors.ts';
import {
  ipcAnswerSchema,
  ipcEvents,
  ipcRequests,
  type IpcAnswer,
  type IpcEvent,
  type IpcEventName,
  type IpcRequest,
  type IpcRequestName,
  type IpcResponse,
} from '../shared/ipc-contract.ts';
import type { PageConnection, PageTransport } from './page-transport.ts';
import { strings } from './strings.ts';

export type EventListeners<N extends IpcEventName> = {
  readonly received: (payload: IpcEvent<N>) => void;
  /** An event of this name came whose payload the schema rejects. */
  readonly malformed?: () => void;
};

/** What the window knows of main: typed requests, typed events, and whether main can be reached. */
export interface Bridge {
  /** Rejects with an `AppError`: the one that main answered, `NetworkError`, or `ProtocolError`. */
  request<N extends IpcRequestName>(name: N, payload: IpcRequest<N>): Promise<IpcResponse<N>>;
  /** Returns the removal of the listener. */
  onEvent<N extends IpcEventName>(name: N, listeners: EventListeners<N>): () => void;
  connection(): PageConnection;
  onConnection(listener: (connection: PageConnection) => void): () => void;
  retry(): void;
}

/** The only reader of the transport: everything that passes it fits the contract. */
export function createBridge(transport: PageTransport): Bridge {
  return {
    request: async <N extends IpcRequestName>(name: N, payload: IpcRequest<N>) =>
      readAnswer(name, await ask(transport, name, payload)),
    onEvent: (name, listeners) =>
      transport.onEvent((received, payload) => {
        if (received !== name) return;
        const parsed = ipcEvents[name].safeParse(payload);
        // The schema was looked up by the same name, which the type system cannot follow.
        if (parsed.success) listeners.received(parsed.data as IpcEvent<typeof name>);
        else listeners.malformed?.();
      }),
    connection: () => transport.connection(),
    onConnection: (listener) => transport.onConnection(listener),
    retry: () => transport.retry(),
  };
}

async function ask(transport: PageTransport, name: string, payload: unknown): Promise<IpcAnswer> {
  let answer: unknown;
  try {
    answer = await transport.request(name, payload);
  } catch (error) {
    if (error instanceof AppError) throw error;
    // Over Electron a refused or failed invoke is a bare Error, whose text is for developers.
    throw new NetworkError('PAGE_REQUEST_FAILED', strings.errors.requestFailed, { cause: error });
  }
  const parsed = ipcAnswerSchema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new ProtocolError('PAGE_BAD_ANSWER', strings.errors.badAnswer, { cause: parsed.error });
}

function readAnswer<N extends IpcRequestName>(name: N, answer: IpcAnswer): IpcResponse<N> {
  if (!answer.ok) {
    const { code, message, remedy, retryable } = answer.error;
    throw new AppError('remote', { code, message }, { remedy, retryable });
  }
  const parsed = ipcRequests[name].response.safeParse(answer.value);
  if (parsed.success) return parsed.data as IpcResponse<N>;
  throw new ProtocolError('PAGE_BAD_ANSWER', strings.errors.badAnswer, { cause: parsed.error });
}
