/** Tokens that a character of a script takes: the rules of thumb of the providers, on the safe side. */
const perCharacter = {
  /** English words: four characters are a token; other languages take more. */
  latin: 0.3,
  accented: 0.6,
  /** Digits and signs. */
  other: 0.65,
  /** Greek, Cyrillic, Hebrew, Arabic. */
  alphabet: 0.6,
  /** Han, Kana, Hangul. */
  ideograph: 1.3,
  /** Indic scripts, Thai and the like, of which many models know few words. */
  rare: 1.5,
  /** Emoji and the rest beyond the basic plane. */
  astral: 3,
} as const;

/** Role, separators and name of one message. */
export const tokensPerMessage = 6;

/** About how many tokens a text takes; rather too many than too few. */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (let index = 0; index < text.length; index += 1) tokens += tokensOf(text.charCodeAt(index));
  return Math.ceil(tokens);
}

/** `code`: a UTF-16 unit; both halves of a pair count. */
function tokensOf(code: number): number {
  if (code < 0x80) return isLatin(code) ? perCharacter.latin : perCharacter.other;
  if (code < 0x370) return perCharacter.accented;
  if (code < 0x780) return perCharacter.alphabet;
  if (code < 0x2000) return perCharacter.rare;
  if (code < 0x2e80) return perCharacter.other;
  if (code >= 0xd800 && code < 0xe000) return perCharacter.astral / 2;
  return perCharacter.ideograph;
}

/** Letters and the blank. */
function isLatin(code: number): boolean {
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || code === 0x20;
}
