const machine =
  '(?:robot|bot|chatbot|machine|computer|program|recording|answering machine|voicemail|ai|a\\.i\\.?|artificial|automated|human|real|person|somebody|someone|alive)';
const questions: readonly RegExp[] = [
  new RegExp(`\\b(?:are|aren't) you\\b[^.?!]{0,24}\\b${machine}(?!\\w)`, 'iu'),
  new RegExp(
    `\\bam i (?:talking|speaking|chatting) (?:to|with)\\b[^.?!]{0,24}\\b${machine}(?!\\w)`,
    'iu',
  ),
  new RegExp(`\\bis (?:this|that|it) (?:just |only )?(?:an? )?(?:real )?${machine}(?!\\w)`, 'iu'),
  /(?:^|[.!?,]\s*|\b(?:and|so|but|sorry|hello|hi|hey) )(?:who|what) (?:exactly )?are you(?: exactly| please)?\s*(?:[.!?]|$)/iu,
  /\bwho (?:is this|am i (?:talking|speaking) (?:to|with))\b/iu,
];

/** Whether somebody wants to know if they speak with a machine, or with whom. English. */
export function asksWhoSpeaks(text: string): boolean {
  const plain = text.replaceAll('’', "'");
  return questions.some((question) => question.test(plain));
}
