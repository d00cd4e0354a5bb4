import { systemClock } from '../base/clock.ts';
import { createForkStarter } from '../base/fork-starter.ts';
import type { KeytarApi } from './keytar-api.ts';
import { importKeytar } from './keytar-api.ts';
import { KeytarProcess } from './keytar-process.ts';
import type { Environment } from './settings-from-environment.ts';

export type CommandKeytar = KeytarApi & { close(): void };

/**
 * The keychain for a command without a running instance. Under Node it is in a child process, so that one that hangs does
 * not hold the exit. The binary of a package starts no such children, and must not: a program that reads the keychain for
 * whoever asks by a pipe would undo that the keychain opens for this app alone. There it is loaded here, and
 * `endProcess` ends what hangs.
 */
export function openCommandKeytar(script: string, env: Environment): CommandKeytar {
  if (process.versions['electron'] !== undefined) return inThisProcess();
  return new KeytarProcess({ starter: createForkStarter(), script, env, clock: systemClock });
}

function inThisProcess(): CommandKeytar {
  return {
    getPassword: async (service, account) => (await importKeytar()).getPassword(service, account),
    setPassword: async (service, account, password) =>
      (await importKeytar()).setPassword(service, account, password),
    deletePassword: async (service, account) =>
      (await importKeytar()).deletePassword(service, account),
    close: () => {},
  };
}
