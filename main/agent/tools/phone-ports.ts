/** The owner's phone, as tools use it. Targets: `+1…`, `extension:100`, `sip:name@host`. */
export interface PhoneLine {
  /** Throws RefusedError for what is not to be dialled now. Returns the target as people write it. */
  check(target: string): string;
  /** Dials once. `opening`: said first, after what every call begins with; null for none. Throws AppError. */
  place(call: {
    readonly target: string;
    readonly goal: string;
    readonly opening: string | null;
  }): Promise<{ readonly callId: string }>;
  /** Ends a live call politely, when what is being said has been said. Throws RefusedError. */
  farewell(callId: string, goodbye: string): void;
  /** Throws RefusedError where the call cannot be handed over to that target. Returns it as people write it. */
  checkHandOver(callId: string, target: string): string;
  /** The caller is told, and the two are connected. Throws RefusedError. */
  handOver(callId: string, target: string, sentence: string | null): void;
}

/** `id`: of its line in the thread. */
export type TextToSend = { readonly id: string; readonly to: string; readonly text: string };

/** Text messages from the owner's number. */
export interface TextLine {
  /** Throws RefusedError for a number that gets none, or where there is no number to send from. */
  check(to: string): string;
  /** Sends once, and keeps it in the thread under that id. Throws AppError; NetworkError with `mayHaveArrived`. */
  send(message: TextToSend, signal: AbortSignal): Promise<void>;
}
