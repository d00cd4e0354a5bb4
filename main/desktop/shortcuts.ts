import type { GlobalShortcut } from 'electron';
import { errorFields } from '../base/log.ts';
import type { Logger } from '../base/log.ts';

export type ShortcutOptions = {
  readonly globalShortcut: Pick<GlobalShortcut, 'register' | 'unregister'>;
  /** An Electron accelerator; empty means that the owner wants none. */
  readonly accelerator: string;
  readonly onPress: () => void;
  readonly log: Logger;
};

/** One global key. */
export type Shortcut = {
  readonly accelerator: string;
  /** The system or another app has the key, or it is not a key: it does nothing, and the owner is told. */
  readonly refused: boolean;
  close(): void;
};

/** Registers a global key; a refusal is a fact to show, not a failed start. */
export function openShortcut(options: ShortcutOptions): Shortcut {
  const { globalShortcut, accelerator } = options;
  const taken = accelerator !== '' && register(options);
  return {
    accelerator,
    refused: accelerator !== '' && !taken,
    close: () => {
      if (taken) globalShortcut.unregister(accelerator);
    },
  };
}

function register({ globalShortcut, accelerator, onPress, log }: ShortcutOptions): boolean {
  try {
    const taken = globalShortcut.register(accelerator, onPress);
    if (!taken) log.warn('shortcut refused by the system', { accelerator });
    return taken;
  } catch (error) {
    // Electron throws for a string that is no accelerator at all.
    log.warn('shortcut is not a key', { accelerator, ...errorFields(error) });
    return false;
  }
}
