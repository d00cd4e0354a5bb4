import { folded } from '../../base/clean-text.ts';

export type Verdict = 'approve' | 'deny';

/** Whole clauses, without the words that only make them polite; none that is mere thanks in another language ("tak"). */
const yes: ReadonlySet<string> = new Set([
  ...['yes', 'yeah', 'yep', 'yup', 'ok', 'okay', 'sure', 'go ahead', 'do it', 'do that', 'approve'],
  ...[
    'approved',
    'i approve',
    'confirm',
    'confirmed',
    'i confirm',
    'agreed',
    'send it',
    'please do',
  ],
  ...['ja', 'jawohl', 'jo', 'mach das', 'mach es', 'tu das', 'tu es', 'einverstanden', 'genehmigt'],
  ...['in ordnung', 'ja gerne', 'oui', 'd’accord', 'd accord', 'vas y', 'sí', 'si', 'vale', 'sim'],
  ...['va bene', 'evet', 'hai', 'はい', '好', '是', '可以', '同意', 'да', '네', '👍', '✅', '✔'],
]);
const no: ReadonlySet<string> = new Set([
  ...['no', 'nope', 'nah', 'don’t', 'do not', 'don’t do it', 'do not do it', 'don’t do that'],
  ...['do not do that', 'deny', 'denied', 'i deny', 'reject', 'rejected', 'stop', 'cancel'],
  ...['cancel it', 'cancel that', 'never', 'not now', 'don’t send it', 'do not send it'],
  ...[
    'nein',
    'nö',
    'nee',
    'nicht',
    'lass es',
    'lass das',
    'abgelehnt',
    'abbrechen',
    'mach es nicht',
  ],
  ...[
    'mach das nicht',
    'auf keinen fall',
    'non',
    'não',
    'nie',
    'hayır',
    'いいえ',
    '不',
    '不要',
    '不行',
  ],
  ...['нет', '아니요', '👎', '❌', '✖'],
]);
/** They say nothing of what is wanted. */
const polite = /^(?:please|thanks|thank you|bitte|danke|merci|gracias|grazie|s il vous plaît)$/u;
const politeEdge = /^(?:please|bitte) | (?:please|bitte|thanks|danke)$/gu;

const maxChars = 80;
/** Colours of hands, and what makes a sign of a letter. */
const skinTones = /[\u{1F3FB}-\u{1F3FF}]|\uFE0E|\uFE0F/gu;

/**
 * A clear yes or no and nothing else; null for whatever says more, asks, or could be meant otherwise: that is a message
 * like any other.
 */
export function verdictOf(text: string): Verdict | null {
  if (text.length > maxChars || /[?？¿>]/u.test(text)) return null;
  const clauses = text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/['`´‘]/gu, '’')
    .replaceAll(skinTones, '')
    .split(/[.,;:!。，！…\n-]+/u)
    .map(folded)
    .map((clause) =>
      yes.has(clause) || no.has(clause) ? clause : clause.replaceAll(politeEdge, ''),
    )
    .filter((clause) => clause !== '' && !polite.test(clause));
  if (clauses.length === 0) return null;
  if (clauses.every((clause) => yes.has(clause))) return 'approve';
  return clauses.every((clause) => no.has(clause)) ? 'deny' : null;
}

/** Carbon Voice: `acknowledged` is ✅, `affirmative` 💯 and `negative` ⛔ among its older reactions, which have no 👍. */
const yesSigns: ReadonlySet<string> = new Set([
  ...['👍', '✅', '✔', '💯'],
  ...['acknowledged', 'affirmative'],
]);
const noSigns: ReadonlySet<string> = new Set(['👎', '❌', '✖', '⛔', 'negative']);

/** Of the reactions of one person to a request; null where there are none that say it, or both. */
export function verdictOfReactions(reactions: readonly string[]): Verdict | null {
  const plain = reactions.map((one) => one.replaceAll(skinTones, ''));
  const isYes = plain.some((one) => yesSigns.has(one));
  const isNo = plain.some((one) => noSigns.has(one));
  if (isYes === isNo) return null;
  return isYes ? 'approve' : 'deny';
}
