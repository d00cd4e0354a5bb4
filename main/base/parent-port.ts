/** A child's channel to its parent. */
export interface ParentPort {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called when the channel is gone, also when it was gone before. Electron's never tells. */
  onDisconnect(listener: () => void): void;
}

/** `process.parentPort` of Electron's utility process. */
export interface ElectronParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  postMessage(message: unknown): void;
}

/** What is used of `process`. */
export interface ParentPortHost {
  readonly parentPort?: ElectronParentPort;
  readonly connected?: boolean;
  send?(message: unknown, handle: undefined, options: undefined, done: () => void): unknown;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
}

/** The channel of a child started by `utilityProcess` or by `fork`. Throws where there is neither. */
export function openParentPort(host: ParentPortHost): ParentPort {
  if (host.parentPort) return electronPort(host.parentPort);
  if (!host.send) throw new Error('this script runs as a child process only');
  return {
    // The callback keeps a closed channel from being thrown: the disconnection is what tells of it.
    send: (message) => void host.send?.(message, undefined, undefined, () => {}),
    onMessage: (listener) => void host.on('message', listener),
    onDisconnect: (listener) => {
      host.on('disconnect', listener);
      if (host.connected === false) listener();
    },
  };
}

function electronPort(port: ElectronParentPort): ParentPort {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', ({ data }) => listener(data)),
    onDisconnect: () => {},
  };
}
