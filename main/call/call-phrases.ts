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
  hold: 'Of course, take your time.',
  quietGoodbye: 'I cannot hear you, so I will hang up now. Goodbye.',
  lateGoodbye: 'I am sorry, we have reached the end of this call. Goodbye.',
  closing: 'I have to go now. Goodbye.',
  refusal: 'I am sorry, nobody can take this call now. Goodbye.',
} as const;

export function phraseAt(list: readonly string[], count: number): string {
  return list[count % list.length] ?? '';
}
