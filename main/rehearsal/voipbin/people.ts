import { RefusedError } from '../../../shared/errors.ts';
import type { CallerScript } from './caller-script.ts';
import { FlowRun } from './flow-run.ts';
import type { PersonParts } from './person.ts';
import { Person } from './person.ts';
import type { Action, CallRow } from './rows.ts';

/** The people on the calls, and the flows that run beside them. */
export class People {
  readonly #parts: PersonParts;
  readonly #people = new Map<string, Person>();

  constructor(parts: PersonParts) {
    this.#parts = parts;
  }

  /** The person of a call, there from now on. */
  join(callId: string): Person {
    const person = new Person(this.#parts, callId);
    this.#people.set(callId, person);
    this.#parts.calls.line(callId).onClose(() => this.#people.delete(callId));
    return person;
  }

  /** Throws RefusedError where the call is over or not answered yet. */
  on(callId: string): Person {
    const person = this.#people.get(callId);
    if (person && this.#parts.calls.table.get(callId).status === 'progressing') return person;
    throw new RefusedError('REHEARSAL_NO_CALL', 'There is no such practice call now.');
  }

  runFlow(callId: string, actions: readonly Action[]): void {
    new FlowRun(this.#parts, callId, actions).step();
  }

  /** The person dials in: waits while it rings, speaks once it is answered. */
  dialIn(call: CallRow, actions: readonly Action[], script: CallerScript): void {
    const { calls } = this.#parts;
    const person = this.join(call.id);
    const stop = calls.changed.on((id) => {
      if (id !== call.id || calls.table.get(id).status !== 'progressing') return;
      stop();
      person.follow(script);
    });
    calls.line(call.id).onClose(stop);
    this.runFlow(call.id, actions);
  }
}
