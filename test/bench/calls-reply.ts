/** What a model writes, piece by piece. */
export type WrittenReply = readonly {
  /** Since the piece before. */
  readonly afterMs: number;
  readonly text: string;
  /** Whether the first sentence is whole with it. */
  readonly isFirstSentence?: boolean;
}[];

/** From the head of a reply to the end of its first sentence, and between the sentences after it. */
const [headMs, sentenceMs, furtherSentences] = [5, 20, 5];

/** At once and in whole sentences: what is measured is the work, not the model. */
export function quickReply(label: string): WrittenReply {
  const further = `There is more to tell about ${label}, as you may know. `;
  return [
    { afterMs: 0, text: label.slice(0, 2) },
    { afterMs: headMs, text: `${label.slice(2)}. `, isFirstSentence: true },
    ...Array.from({ length: furtherSentences }, () => ({ afterMs: sentenceMs, text: further })),
  ];
}

/** As a quick model of today writes: the first word after 150 ms, then one each 25 ms; four sentences. */
export function spokenReply(label: string): WrittenReply {
  const first = `Yes, ${label} is still free, and you can see it this week.`;
  const rest =
    'Monday afternoon would do, or Tuesday before noon. I only need your name and a number. Somebody will then call you back today to settle the time.';
  return [first, rest].flatMap((part) =>
    part.split(/(?<= )/u).map((text, index, words) => ({
      afterMs: part === first && index === 0 ? 150 : 25,
      text: index === words.length - 1 ? `${text} ` : text,
      isFirstSentence: part === first && index === words.length - 1,
    })),
  );
}
