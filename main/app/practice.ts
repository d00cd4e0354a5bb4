import { RefusedError } from '../../shared/errors.ts';
import type { RehearsalFault } from '../../shared/ipc-contract.ts';

/** What a practice person sends: by default the owner, in the direct conversation with the agent. */
export type PracticeVoiceMessage = {
  /** May be empty beside a file or a link. */
  readonly text: string;
  /** Whole paths. */
  readonly files?: readonly string[];
  readonly links?: readonly string[];
  /** Blank: the owner; a name that nobody has is a new person. */
  readonly from?: string;
  /** In the practice group. */
  readonly group?: boolean;
  /** Tags the agent: in the group it answers only then. */
  readonly tag?: boolean;
};

/** The practice services, as far as window and commands use them. */
export interface Rehearsal {
  faults(): readonly RehearsalFault[];
  setFault(name: string, on: boolean): void;
  onFaultsChange(listener: () => void): () => void;
  sendVoiceMessage(
    message: PracticeVoiceMessage,
  ): Promise<{ readonly messageId: string; readonly conversationId: string }>;
  /** The practice owner reacts to a message at the practice Carbon Voice. */
  react(reaction: { readonly messageId: string; readonly reaction: string }): void;
  /** Someone calls and says these things, each in a pause of the agent; stays on the line. */
  call(texts: readonly string[]): { readonly callId: string };
  /** The caller speaks in the agent's next silence. Throws RefusedError without a call. */
  say(text: string): { readonly callId: string };
  /** The caller speaks at once, also over the agent. Throws RefusedError without a call. */
  interrupt(text: string): { readonly callId: string };
  hangUp(): { readonly callId: string };
  /** The caller writes to the practice number. */
  sendText(text: string): { readonly messageId: string };
}

/** Throws RefusedError without `--rehearsal`. */
export function requireRehearsal(rehearsal: Rehearsal | null): Rehearsal {
  if (rehearsal) return rehearsal;
  throw new RefusedError(
    'NO_REHEARSAL',
    'There is no rehearsal: Adjutant is connected to the real services.',
    'Start it with --rehearsal to practise.',
  );
}
