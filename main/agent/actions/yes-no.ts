/** Phrases of one language that are a yes or a no, and words around them that change nothing. */
type Answers = {
  readonly yes: readonly string[];
  readonly no: readonly string[];
  readonly courtesy: readonly string[];
};

const phrases = (text: string): readonly string[] => text.split('|').map(plain);

const english: Answers = {
  yes: phrases(
    `yes|yeah|yep|yup|yes i do|yes you may|sure|ok|okay|of course|absolutely|definitely|certainly|go ahead|
    go for it|do it|do that|do so|please do|send it|call them|approve|approved|i approve|i agree|agreed|
    confirm|confirmed|i confirm|that's right|that's fine|sounds good`,
  ),
  no: phrases(
    `no|nope|nah|no way|don't|do not|don't do it|don't do that|do not do it|do not do that|better not|
    not now|not yet|leave it|leave that|cancel|cancel it|cancel that|stop|never|deny|denied|reject|
    rejected|i don't want that|i do not agree|forget it|absolutely not|of course not|definitely not`,
  ),
  courtesy: phrases('please|thanks|thank you|well|um|uh|oh|hey|hi|now|then|just|so'),
};

const german: Answers = {
  yes: phrases(
    `ja|jawohl|jo|ja gerne|gerne|gern|klar|na klar|natürlich|sicher|selbstverständlich|auf jeden fall|mach das|
    mach es|mach mal|machen sie das|machen sie es|tu das|tun sie das|einverstanden|genehmigt|bestätigt|
    in ordnung|passt|stimmt|freigegeben`,
  ),
  no: phrases(
    `nein|nee|nö|nicht|lieber nicht|bitte nicht|auf keinen fall|lass das|lass es|lassen sie das|lassen sie es|
    mach das nicht|mach es nicht|abbrechen|stopp|jetzt nicht|noch nicht|abgelehnt|nicht einverstanden|niemals`,
  ),
  courtesy: phrases('bitte|danke|danke schön|also|äh|ähm|dann|jetzt|schön'),
};

const french: Answers = {
  yes: phrases(
    `oui|ouais|si|d'accord|vas-y|allez-y|bien sûr|fais-le|faites-le|je confirme|confirmé|approuvé|
    absolument|volontiers|entendu|c'est bon`,
  ),
  no: phrases(
    `non|pas maintenant|surtout pas|ne le fais pas|ne le faites pas|annule|annulez|arrête|arrêtez|
    laisse|laissez|jamais|refusé|pas question`,
  ),
  courtesy: phrases("s'il te plaît|s'il vous plaît|merci|euh|alors|bien"),
};

const spanish: Answers = {
  yes: phrases(
    `sí|claro|claro que sí|adelante|hazlo|hágalo|de acuerdo|por supuesto|vale|confirmo|confirmado|
    aprobado|está bien`,
  ),
  no: phrases(
    `no|ahora no|todavía no|no lo hagas|no lo haga|cancela|cancelar|cancélalo|déjalo|déjelo|para|nunca|
    claro que no|por supuesto que no|rechazado`,
  ),
  courtesy: phrases('por favor|gracias|eh|pues|bueno|entonces'),
};

const languages: Readonly<Record<string, Answers>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
};

/** A longer text is a message, whatever it is made of. */
const mostWords = 8;

/**
 * A clear yes or no to what was asked, and nothing else: null for a "yes, but …", for both at once, and for words that
 * only show that somebody listens. `language`: BCP 47; English is understood besides it.
 */
export function readYesNo(text: string, language: string): 'yes' | 'no' | null {
  const said = plain(text);
  if (said === '' || said.split(' ').length > mostWords) return null;
  const own = languages[language.toLowerCase().split(/[-_]/u)[0] ?? ''] ?? english;
  for (const { yes, no, courtesy } of new Set([own, english])) {
    if (isMadeOf(said, yes, courtesy)) return 'yes';
    if (isMadeOf(said, no, courtesy)) return 'no';
  }
  return null;
}

/** At least one of the phrases, courtesy around them, and no other word. */
function isMadeOf(said: string, needed: readonly string[], courtesy: readonly string[]): boolean {
  const steps = [
    ...needed.map((phrase) => ({ phrase, counts: true })),
    ...courtesy.map((phrase) => ({ phrase, counts: false })),
  ];
  // Every place that phrases reach, with and without one that counts on the way.
  const reached = new Set(['0 false']);
  for (const place of reached) {
    const from = Number.parseInt(place, 10);
    const has = place.endsWith('true');
    for (const { phrase, counts } of steps) {
      const to = from + phrase.length;
      if (!said.startsWith(phrase, from) || (to < said.length && said[to] !== ' ')) continue;
      if (to < said.length) reached.add(`${to + 1} ${has || counts}`);
      else if (has || counts) return true;
    }
  }
  return false;
}

/** As it sounds: lower case, without accents and marks. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/[^\p{L}\p{N}']+/gu, ' ')
    .trim();
}
