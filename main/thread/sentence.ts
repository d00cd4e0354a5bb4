const sentenceEnd = /[.!?…。！？][)"'”’]*(\s|$)|\n/u;

/** Whether the text so far holds at least one whole sentence; a stage of the turn's record, not a speech cut. */
export function hasWholeSentence(text: string): boolean {
  return sentenceEnd.test(text);
}
