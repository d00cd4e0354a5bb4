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
  /** The first words of a call that we place for something. */
  onBehalf: 'I am calling on behalf of my owner.',
  handOver: 'I will connect you now.',
  notReached: {
    busy: 'I am sorry, the line is busy. What else can I do for you?',
    'no-answer': 'I am sorry, nobody answers. What else can I do for you?',
    failed: 'I am sorry, I could not connect you. What else can I do for you?',
  },
  /** For an answer in which nothing can be said aloud. */
  wordless: 'I am sorry, I have no answer to that. Could you say it in other words?',
  hold: 'Of course, take your time.',
  /** What came of a PIN. Only what asks for one names it: after that word digits are expected. */
  stepUp: {
    right: 'Thank you. I know now that it is you.',
    already: 'Thank you, I know already that it is you.',
    atDesk: 'Thank you. The desk has confirmed that it is you.',
    wrong: (left: number) => `That is not right. You have ${left} more tries to say your PIN.`,
    lastTry: 'That is not right. You have one more try to say your PIN.',
    lockedCall:
      'That was not right, and there are no more tries on this call. Please confirm at the desk that it is you.',
    lockedDay: 'There are no more tries for today. Please confirm at the desk that it is you.',
    sayIt: 'Please say the digits of your PIN, one by one.',
    goOn: 'Please go on with the rest of your PIN.',
    unset:
      'No number is set up for that. Please confirm this call at the desk, in the window or with the command step up.',
    unreadable:
      'I cannot check that now, because the keychain is locked. Please confirm this call at the desk.',
  },
  /** Around the exact words of what waits for a yes. The end has no yes in it that could come back as an echo. */
  approval: {
    before: 'I need your yes or no to this.',
    after: 'Shall I do that?',
    approved: 'All right, I am on it.',
    denied: 'All right, I leave it.',
    late: 'That was decided already.',
    failed: 'I could not write that down, so nothing is done. It still waits at the desk.',
    later: 'Then I leave it for now. It waits for you at the desk.',
  },
  quietGoodbye: 'I cannot hear you, so I will hang up now. Goodbye.',
  lateGoodbye: 'I am sorry, we have reached the end of this call. Goodbye.',
  closing: 'I have to go now. Goodbye.',
  refusal: 'I am sorry, nobody can take this call now. Goodbye.',
} as const;

export function phraseAt(list: readonly string[], count: number): string {
  return list[count % list.length] ?? '';
}
