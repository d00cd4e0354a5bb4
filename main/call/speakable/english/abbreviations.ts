import type { Replacement } from './replacement.ts';

/** At the end of a sentence the full stop of an abbreviation is also the sentence's. */
const stop = String.raw`\.(?=["'”’)]*\s*$|["'”’)]*\s+["'“‘(]?\p{Lu})`;

/** Abbreviations and signs that a voice would spell or skip. */
export const abbreviationReplacements: readonly Replacement[] = [
  [/\bDr\. ?(?=\p{Lu})/gu, 'Doctor '],
  [/\bMr\. ?(?=\p{Lu})/gu, 'Mister '],
  [/\bMrs\. ?(?=\p{Lu})/gu, 'Missus '],
  [/\bMs\. ?(?=\p{Lu})/gu, 'Miss '],
  [/\bProf\. ?(?=\p{Lu})/gu, 'Professor '],
  [/\bJr\./gu, 'Junior'],
  [/\bSr\./gu, 'Senior'],
  [/(?<=\p{Lu}\p{Ll}+ )St\.?(?=[\s,]|$)(?! \p{Lu}\p{Ll})/gu, 'Street'],
  [/\bSt\. ?(?=\p{Lu})/gu, 'Saint '],
  [/(?<=\p{L} )Ave\b\.?/gu, 'Avenue'],
  [/(?<=\p{L} )Blvd\b\.?/gu, 'Boulevard'],
  [/(?<=\p{Lu}\p{Ll}+ )Rd\b\.?/gu, 'Road'],
  [/\be\.g\.,?/giu, 'for example,'],
  [/\bi\.e\.,?/giu, 'that is,'],
  [new RegExp(String.raw`\betc${stop}`, 'giu'), 'et cetera.'],
  [/\betc\b\.?/giu, 'et cetera'],
  [/\bvs\b\.?/giu, 'versus'],
  [/\bapprox\b\.?/giu, 'approximately'],
  [/\bappt\b\.?/giu, 'appointment'],
  [/\bdept\b\.?/giu, 'department'],
  [/\bNo\. ?(?=\d)/gu, 'number '],
  [/\bno\. ?(?=\d)/gu, 'number '],
  [/\b(Inc|Corp|Ltd)\b\.(?=,? \p{Ll}|,)/gu, '$1'],
  [/\bw\/o\b/giu, 'without'],
  [/\bw\/(?=\s)/giu, 'with'],
  [/\band\/or\b/giu, 'and or'],
  [/(?<=[\p{L}\p{N}]\s*)&(?=\s*[\p{L}\p{N}])/gu, ' and '],
  [/(?<=[\p{L}\p{N}])\s*(?:→|->|=>)\s*/gu, ' to '],
  [/\s[—–-]{1,3}\s/gu, ', '],
  [/—/gu, ', '],
  [/(?<=\p{L})\s?@\s?(?=\p{L}|\d)/gu, ' at '],
  [/[<>|^{}\\~]+/gu, ' '],
  [/\s\*(?=\s)/gu, ' '],
];
