import { primaryLanguage } from '../spoken-words.ts';

const address = /\b(?:https?:\/\/|www\.)[^\s<>"“”'`]+/giu;
const picture =
  /\p{Extended_Pictographic}(?:\u{FE0F}|\p{Emoji_Modifier}|\u{200D}\p{Extended_Pictographic})*/gu;

const signs: Readonly<Record<string, string>> = {
  ...{ '.': 'dot', '/': 'slash', '?': 'question mark', '=': 'equals', '&': 'and', '#': 'hash' },
  ...{ '-': 'dash', _: 'underscore', '%': 'percent', ':': 'colon', '@': 'at', '+': 'plus' },
};

/**
 * What the owner says yes to, so that every word of it is said. Answers are read without their markup, code and the ends
 * of addresses; here somebody could hide in those what is sent. `language`: BCP 47.
 */
export function exactWords(text: string, language: string): string {
  const isEnglish = primaryLanguage(language) === 'en';
  return text
    .replaceAll(address, (found) => spell(found, isEnglish))
    .replaceAll(picture, isEnglish ? ' emoji ' : ' ')
    .replaceAll('#', isEnglish ? ' hash ' : ' ')
    .replaceAll('|', ', ')
    .replaceAll(/[`*~<>[\]{}\\_^]/gu, ' ')
    .replaceAll(/&(?=\w+;)/gu, '& ');
}

/** All of an address, not only its host. */
function spell(found: string, isEnglish: boolean): string {
  const tail = /[.,;:!?)\]]+$/u.exec(found)?.[0] ?? '';
  const plain = found.slice(0, found.length - tail.length).replace(/^https?:\/\//iu, '');
  // Without its beginning it is no address to whoever makes it speakable.
  const bare = plain.replace(/^www\./iu, isEnglish ? 'www dot ' : 'www ');
  const words = isEnglish
    ? bare.replaceAll(/[./?=&#\-_%:@+]/gu, (sign) => ` ${signs[sign] ?? ''} `)
    : bare;
  return words + tail;
}
