/** Whom an error is about, and which settings mend it. */
export type ModelIdentity = {
  /** As a sentence begins with it: "OpenAI", "The model server". */
  readonly who: string;
  /** Its name of the list, such as `gpt-5-mini`; null: the first that the server lists. */
  readonly model: string | null;
  /** The secret that holds its key; null where none is sent. */
  readonly keyName: string | null;
  /** Which setting names it: `llm.model` or `llm.providers`. */
  readonly setting: 'llm.model' | 'llm.providers';
};

export const modelServer: ModelIdentity = {
  who: 'The model server',
  model: null,
  keyName: 'llm-key',
  setting: 'llm.model',
};
