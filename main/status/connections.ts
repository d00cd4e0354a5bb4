import { connectionNames } from '../../shared/connection.ts';
import type { ConnectionName, Connections, ConnectionState } from '../../shared/connection.ts';
import { Emitter } from '../base/emitter.ts';

const off: ConnectionState = { status: 'off', detail: 'Not set up.', remedy: '' };

/** Where every connection to the outside stands, in one place for window, tray and commands. */
export class ConnectionBoard {
  readonly changed = new Emitter<Connections>();
  #states: Connections = Object.fromEntries(
    connectionNames.map((name) => [name, off]),
  ) as Connections;

  get states(): Connections {
    return this.#states;
  }

  set(name: ConnectionName, state: ConnectionState): void {
    const before = this.#states[name];
    const same =
      before.status === state.status &&
      before.detail === state.detail &&
      before.remedy === state.remedy;
    if (same) return;
    this.#states = { ...this.#states, [name]: state };
    this.changed.emit(this.#states);
  }
}
