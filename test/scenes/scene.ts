import type { Channel, Principal } from '../../shared/thread.ts';

/** What a call has to hold: a text equal or matching, a number, or anything that a function accepts. */
export type Expected = string | number | boolean | RegExp | ((value: unknown) => boolean);

export type ExpectedCall = {
  readonly tool: string;
  /** By argument; those that are not named may be anything. */
  readonly args?: Readonly<Record<string, Expected>>;
  /** The arguments that the scripted model writes; a real one finds them itself. */
  readonly scripted: Readonly<Record<string, unknown>>;
  /** What becomes of it: done at once, or asked of the owner. */
  readonly becomes: 'done' | 'asked';
};

/** One line of the thread before the message. */
export type Line = {
  readonly by: 'owner' | 'agent' | 'trusted' | 'stranger';
  readonly text: string;
  readonly channel?: Channel;
};

/** Given the thread, this message must lead to these tool calls. */
export type Scene = {
  readonly name: string;
  readonly channel?: Channel;
  readonly principal?: Principal;
  readonly thread?: readonly Line[];
  readonly says: string;
  /** In this order, with nothing but reading tools in between. */
  readonly calls: readonly ExpectedCall[];
  /** Tools that must not be called, whatever else is. */
  readonly never?: readonly string[];
};
