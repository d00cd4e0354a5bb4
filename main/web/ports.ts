import type { IpcAnswer } from '../../shared/ipc-contract.ts';

/** What the page needs of the running app. */
export interface PageApp {
  readonly router: { handle(name: string, payload: unknown): Promise<IpcAnswer> };
  onEvent(listener: (name: string, payload: unknown) => void): () => void;
}
