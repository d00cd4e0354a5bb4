/** What callers say about the call itself, in one language: lower case, without marks. */
export type Phrases = {
  readonly hold: readonly string[];
  readonly goodbye: readonly string[];
  readonly backchannel: readonly string[];
  /** Single words around a phrase that change nothing. */
  readonly courtesy: readonly string[];
};

const english: Phrases = {
  hold: list(
    `hold on|hold on a second|hold on a sec|hold on a minute|hold on a moment|hold on one second|
    hold on one moment|hold the line|hold please|hang on|hang on a second|hang on a sec|hang on a minute|
    one moment|one second|one sec|one minute|just a moment|just a second|just a sec|just a minute|
    just one moment|just one second|give me a second|give me a sec|give me a minute|give me a moment|
    give me one second|give me one moment|let me check|let me check that|let me see|let me look|
    let me have a look|let me find it|let me think|let me think about it|let me think about that|
    bear with me|i'll be right back|be right back|i'll be back in a minute|don't go away|stay on the line|
    let me get a pen|let me grab a pen|let me get my calendar`,
  ),
  goodbye: list(
    `bye|bye bye|goodbye|good bye|good night|talk to you later|talk to you soon|talk later|see you|
    see you later|see you soon|see you then|see you tomorrow|have a good day|have a great day|have a nice day|
    have a good one|have a good evening|take care|that's all thanks bye|thanks bye|thank you bye|
    thank you goodbye|i have to go|i've got to go|i gotta go|gotta go|got to go|cheers bye|you too bye|
    you too`,
  ),
  backchannel: list(
    `mm|mmm|mhm|mm hmm|mmhmm|mm hm|hmm|hm|uh huh|aha|ah|oh|yeah|yep|yup|yes|right|okay|ok|sure|i see|
    got it|gotcha|exactly|true|cool|great|good|nice|alright|all right|of course|absolutely|understood|
    makes sense|that makes sense|fair enough|wow|really|oh okay|oh i see|go on|go ahead|interesting`,
  ),
  courtesy: list(
    'please|uh|um|uhm|er|well|so|oh|okay|ok|sorry|and|but|yes|yeah|thanks|then|now|alright',
  ),
};

const german: Phrases = {
  hold: list(
    `moment|einen moment|einen moment bitte|moment mal|einen augenblick|augenblick|eine sekunde|sekunde|
    eine minute|kleinen moment|bleiben sie dran|bleib dran|ich schaue nach|ich schau mal nach|
    ich muss nachsehen|mal sehen|lassen sie mich nachsehen|lass mich nachsehen|ich bin gleich wieder da|
    lassen sie mich überlegen`,
  ),
  goodbye: list(
    `tschüss|tschüs|tschau|ciao|auf wiederhören|auf wiedersehen|bis dann|bis später|bis bald|bis morgen|
    schönen tag noch|schönen tag|gute nacht|mach's gut|ich muss los|wiederhören`,
  ),
  backchannel: list(
    `mhm|hm|hmm|aha|ah|ach so|ja|jaja|ja ja|genau|okay|ok|klar|gut|richtig|stimmt|verstehe|ich verstehe|
    alles klar|super|ach|oh|natürlich|interessant`,
  ),
  courtesy: list('bitte|äh|ähm|also|so|ja|na|okay|ok|oh|danke|dann|aber|und|mal'),
};

const spanish: Phrases = {
  hold: list(
    `un momento|un momentito|un segundo|un minuto|momento|espera un momento|espere un momento|
    espera un segundo|espere un segundo|déjame ver|déjeme ver|a ver|déjame pensar|déjeme pensar|
    dame un momento|deme un momento|dame un segundo|deme un segundo|no cuelgues|no cuelgue|ahora vuelvo`,
  ),
  goodbye: list(
    `adiós|chao|chau|hasta luego|hasta pronto|hasta mañana|nos vemos|buenas noches|que tenga un buen día|
    que tengas un buen día|cuídate|cuídese|tengo que irme|me tengo que ir`,
  ),
  backchannel: list(
    `ajá|aha|mhm|mm|sí|sí sí|claro|vale|ya|bueno|bien|entiendo|exacto|de acuerdo|okay|ok|ah|oh|correcto|
    perfecto|por supuesto|ya veo`,
  ),
  courtesy: list('por|favor|eh|este|pues|bueno|oh|vale|ok|okay|gracias|y|pero|sí'),
};

const french: Phrases = {
  hold: list(
    `un instant|un moment|une seconde|une minute|deux secondes|attends une seconde|attendez une seconde|
    attends un instant|attendez un instant|attends un moment|attendez un moment|ne quittez pas|ne quitte pas|
    ne raccrochez pas|je regarde|je vérifie|laissez moi vérifier|laissez moi réfléchir|voyons|je reviens`,
  ),
  goodbye: list(
    `au revoir|salut|à bientôt|à plus|à plus tard|à demain|bonne journée|bonne soirée|bonne nuit|
    je dois y aller|je dois vous laisser|adieu`,
  ),
  backchannel: list(
    `mhm|mm|hum|oui|ouais|oui oui|d'accord|ok|okay|ah|ah oui|oh|je vois|je comprends|bien|très bien|
    exactement|c'est ça|voilà|bien sûr|parfait|tout à fait`,
  ),
  courtesy: list("s'il|te|vous|plaît|euh|ben|bon|alors|oh|ok|merci|et|mais|oui|donc"),
};

const byLanguage: Readonly<Record<string, Phrases>> = {
  en: english,
  de: german,
  es: spanish,
  fr: french,
};

/** The phrases of a language (`en`, `de`, `es`, `fr`); English ones for any other. */
export function phrasesOf(language: string): Phrases {
  return byLanguage[language] ?? english;
}

function list(phrases: string): readonly string[] {
  return phrases.split('|').map((phrase) => phrase.replaceAll(/\s+/gu, ' ').trim());
}
