import { ipcRequests } from '../../shared/ipc-contract.ts';
import type {
  IpcAnswer,
  IpcRequest,
  IpcRequestName,
  IpcResponse,
} from '../../shared/ipc-contract.ts';
import { AppError, RefusedError, toErrorEnvelope } from '../../shared/errors.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';

export type IpcHandlers = {
  readonly [N in IpcRequestName]: (payload: IpcRequest<N>) => Promise<IpcResponse<N>>;
};

/** Parses, asks the one handler, and puts the answer into its envelope. The hosts check who asks. */
export class IpcRouter {
  readonly #handlers: IpcHandlers;
  readonly #log: Logger;

  constructor(handlers: IpcHandlers, log: Logger) {
    this.#handlers = handlers;
    this.#log = log;
  }

  /** Never throws. */
  async handle(name: string, payload: unknown): Promise<IpcAnswer> {
    try {
      return { ok: true, value: await this.#dispatch(name, payload) };
    } catch (error) {
      if (!(error instanceof AppError)) {
        this.#log.error('a request of the window failed', errorFields(error));
      }
      return { ok: false, error: toErrorEnvelope(error) };
    }
  }

  async #dispatch(name: string, payload: unknown): Promise<unknown> {
    if (!isRequestName(name)) {
      throw new RefusedError('IPC_UNKNOWN', 'The window asked for something unknown.');
    }
    const parsed = ipcRequests[name].request.safeParse(payload);
    if (!parsed.success) {
      throw new RefusedError('IPC_INVALID', 'The window asked in a form that is not understood.');
    }
    // Name and payload fit by the line above; TypeScript cannot follow that through the union.
    const handler = this.#handlers[name] as (payload: unknown) => Promise<unknown>;
    return handler(parsed.data);
  }
}

function isRequestName(name: string): name is IpcRequestName {
  return Object.hasOwn(ipcRequests, name);
}
