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
  /** May be empty where something goes along. */
  readonly text: string;
  /** Addresses of the web. */
  readonly links: readonly string[];
  /** Absolute paths. */
  readonly files: readonly string[];
};

/** Letters by Carbon Voice. */
export interface AgentLetters {
  /** Whom an address or a name means; several where it is not clear, none where nobody is found. */
  find(to: string): Promise<readonly LetterTarget[]>;
  /** `conversation:ID` of the newest one that nobody but the owner and the agent read; null where there is none. */
  ownersPlace(): Promise<string | null>;
  /** Durable when it resolves; it is sent once, as soon as it can be. Throws RefusedError. */
  write(letter: AgentLetter): Promise<void>;
}

/** A file of the owner's. */
export type OwnerFile = {
  /** Absolute, without symbolic links. */
  readonly path: string;
  readonly bytes: number;
  /** Epoch ms. */
  readonly changedAt: number;
};

/** What is written in a file. */
export type GivenText = { readonly name: string; readonly text: string };

/** Files that the owner gave along with messages at the desk. */
export interface GivenTexts {
  /** The newest by that name. Throws RefusedError where there is none, or it holds no text. */
  read(name: string): Promise<GivenText>;
}

/** The files that the agent may send: in the folders of the settings, nothing hidden. */
export interface OwnerFiles {
  /** One that can be sent, by its path: absolute, from `~`, or from one of the folders. Throws RefusedError. */
  look(path: string): Promise<OwnerFile>;
  /** Those whose path holds all the words, the likeliest first. `isWhole` is false where not every file was looked at. */
  find(
    words: string,
    signal: AbortSignal,
  ): Promise<{ readonly files: readonly OwnerFile[]; readonly isWhole: boolean }>;
}
