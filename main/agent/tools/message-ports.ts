/** Somebody, or a conversation, that can be written to by Carbon Voice. */
export type LetterTarget = {
  /** `conversation:ID`, `user:ID` or an e-mail address. */
  readonly address: string;
  /** As the owner knows them; null where they are no contact. */
  readonly name: string | null;
};

/** A message of the owner's agent to somebody, with what goes along. */
export type AgentLetter = {
  /** Of the line that it becomes: the same again is kept once. */
  readonly id: string;
  readonly address: string;
  readonly text: string;
  /** Addresses of the web. */
  readonly links: readonly string[];
};

/** Letters by Carbon Voice. */
export interface AgentLetters {
  /** Whom an address or a name means; several where it is not clear, none where nobody is found. */
  find(to: string): Promise<readonly LetterTarget[]>;
  /** Durable when it resolves; it is sent once, as soon as it can be. Throws RefusedError. */
  write(letter: AgentLetter): Promise<void>;
}
