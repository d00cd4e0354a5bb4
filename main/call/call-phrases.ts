/** What the agent says by itself; each list is gone through in turn, so that none comes twice running. */
export const phrases = {
  fillers: [
    'One moment.',
    'Let me see.',
    'Just a second.',
    'Still looking into it.',
    'Bear with me.',
    'I am nearly there.',
  ],
  prompts: ['Are you still there?', 'Hello, can you hear me?', 'Is there anything else?'],
  /** While it rings at the other party. */
  connecting: [
    'I am connecting you.',
    'It is ringing.',
    'One moment, please.',
    'Thank you for waiting.',
    'It is still ringing.',
  ],
  handOver: 'I will connect you now.',
  notReached: {
    busy: 'I am sorry, the line is busy. What else can I do for you?',
    'no-answer': 'I am sorry, nobody answers. What else can I do for you?',
    failed: 'I am sorry, I could not connect you. What else can I do for you?',
  },
  /** For an answer in which nothing can be said aloud. */
  wordless: 'I am sorry, I have no answer to that. Could you say it in other words?',
  hold: 'Of course, take your time.',
  quietGoodbye: 'I cannot hear you, so I will hang up now. Goodbye.',
  lateGoodbye: 'I am sorry, we have reached the end of this call. Goodbye.',
  closing: 'I have to go now. Goodbye.',
  refusal: 'I am sorry, nobody can take this call now. Goodbye.',
} as const;

export function phraseAt(list: readonly string[], count: number): string {
  return list[count % list.length] ?? '';
}
