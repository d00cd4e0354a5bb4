import { expect } from 'vitest';
import type { PhoneWorld, WorldOptions } from './phone-world.ts';

export const disclosure = 'This is Adjutant, an AI assistant. This call is transcribed.';
export const greeting = 'Hello, how can I help you today?';
export const spoken = { settings: { disclosure, greeting } } as const;
export const story =
  'Once upon a time there was a very old clock in a tower. It had not rung for a hundred years, and nobody knew why. ' +
  'One winter a girl climbed all of the stairs to look at it.';

/** The agent has a long story to tell, whatever it is asked. */
export const telling: WorldOptions = {
  async *answer({ text }) {
    yield text.includes('story') ? story : 'It is noon.';
  },
};

/** All calls are over, and nothing of them is left: no session, no call at the desk, no timer. */
export function expectNothingLeft(world: PhoneWorld): void {
  expect(world.leftovers()).toEqual({ sessions: [], calls: 0, timers: 0 });
}
