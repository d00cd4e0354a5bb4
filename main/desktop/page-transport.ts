import type { IpcRenderer } from 'electron';
import type { IpcAnswer, IpcTransport } from '../../shared/ipc-contract.ts';
import { isRequestName } from './request-names.ts';

/** All that the page gets of Electron: requests of the contract by name, and events. No generic send. */
export function createPageTransport(
  ipc: Pick<IpcRenderer, 'invoke' | 'on' | 'removeListener'>,
): IpcTransport {
  return {
    request(name, payload): Promise<IpcAnswer> {
      if (!isRequestName(name)) return Promise.reject(new Error('no such request'));
      return ipc.invoke('ipc:request', name, payload);
    },
    onEvent(listener) {
      // The event object itself stays here: it would hand the page the sender and its ports.
      const onMessage = (_event: unknown, name: string, payload: unknown): void =>
        listener(name, payload);
      ipc.on('ipc:event', onMessage);
      return () => {
        ipc.removeListener('ipc:event', onMessage);
      };
    },
  };
}
