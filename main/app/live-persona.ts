import type { Persona } from '../agent/prompt.ts';

/** Who the agent is. How it behaves can be put in other words while it runs, and holds from the next answer on. */
export class LivePersona implements Persona {
  readonly name: string;
  readonly timeZone: string;
  #instructions: string;

  constructor({ name, timeZone, instructions }: Persona) {
    this.name = name;
    this.timeZone = timeZone;
    this.#instructions = instructions;
  }

  get instructions(): string {
    return this.#instructions;
  }

  replace(instructions: string): void {
    this.#instructions = instructions;
  }
}
