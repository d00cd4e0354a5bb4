/** Words of one language that tell whether an utterance goes on. All in lower case, with straight apostrophes. */
export type OpenWords = {
  /** Nothing ends with these, whatever mark was written after them. */
  readonly always: readonly string[];
  /** Few utterances end with these unless a mark says so. */
  readonly unmarked: readonly string[];
  /** Answers and closings that are whole without a mark. */
  readonly whole: readonly string[];
  /** What is said to gain time. */
  readonly stalling: readonly string[];
  /** How a question begins. */
  readonly asking: readonly string[];
};

const none: OpenWords = { always: [], unmarked: [], whole: [], stalling: [], asking: [] };

const english: OpenWords = {
  always: list(
    `and|but|or|so|because|although|whereas|unless|um|uh|uhm|umm|uhh|erm|er|hmm|hm|the|a|an|my|your|our|
    their|if|which|whether`,
  ),
  unmarked: list(
    `to|of|with|from|for|at|into|about|between|without|than|as|i|i'm|i'd|i'll|i've|we're|we'll|we've|
    you're|they're|he's|she's|it's|that's|there's|let's|gonna|wanna|can you|could you|would you|will you|
    do you|did you|i can|i want|i need|i have|i would|we need|we have|name is|number is|address is|
    problem is|question is|thing is|issue is|email is`,
  ),
  whole: list(
    `yes|yeah|yep|yup|no|nope|nah|sure|okay|ok|alright|all right|right|correct|exactly|absolutely|
    definitely|of course|please|yes please|no thanks|no thank you|thanks|thank you|thank you very much|
    that's all|that's it|that's all thanks|that's all thank you|that's correct|that's right|got it|
    i see|mm hmm|mhm|uh huh|never mind|nothing|maybe|not yet|not really|hello|hi|hey|bye|bye bye|goodbye|
    see you|sounds good|perfect|great|good|fine|stop|wait|go ahead|go on|hold on`,
  ),
  stalling: list(
    `let me see|let me think|let me check|let me look|let me have a look|hang on|hold on|one moment|
    one second|just a moment|just a second|give me a second|give me a moment|bear with me|how do i say|
    what's it called|what was it`,
  ),
  asking: list(
    `what|what's|when|when's|where|where's|who|who's|why|how|how's|which|is|are|am|was|were|do|does|did|
    can|could|would|will|should|have|has`,
  ),
};

const german: OpenWords = {
  always: list(
    `und|aber|oder|weil|dass|wenn|denn|sondern|obwohl|ob|ähm|äh|öhm|hm|hmm|der|ein|eine|einen|einem|
    einer|mein|meine|meinen|dein|ihr|im|am|zum|zur|vom|beim`,
  ),
  unmarked: list(
    'ich|wir|zu|von|für|bei|nach|mit|um|als|wie|also|name ist|nummer ist|können sie|ich möchte',
  ),
  whole: list(
    `ja|nein|nee|doch|genau|richtig|stimmt|okay|ok|klar|gut|gerne|danke|vielen dank|nein danke|
    ja bitte|bitte|hallo|tschüss|auf wiederhören|das ist alles|das war's|natürlich|vielleicht`,
  ),
  stalling: list('mal sehen|moment|einen moment|warte mal|lassen sie mich überlegen|sekunde'),
  asking: list('was|wann|wo|wer|warum|wieso|wie|welche|welcher|ist|sind|kann|können|haben|gibt'),
};

const spanish: OpenWords = {
  always: list(
    `y|e|o|u|pero|porque|que|aunque|si|cuando|como|eh|em|este|pues|el|la|los|las|un|una|unos|unas|mi|mis|
    tu|su|del|al|de|para|por|con|en`,
  ),
  unmarked: list('yo|es|a|sin|entre|hasta|desde|quiero|quisiera|necesito|me gustaría'),
  whole: list(
    `sí|no|claro|vale|bueno|de acuerdo|exacto|correcto|gracias|muchas gracias|no gracias|sí por favor|
    por favor|hola|adiós|hasta luego|eso es todo|nada más|perfecto|bien|quizás`,
  ),
  stalling: list('a ver|déjame ver|déjeme ver|un momento|un segundo|espera|espere'),
  asking: list('qué|cuándo|dónde|quién|cómo|cuál|cuánto|puede|puedes|hay|tiene|es|está'),
};

const french: OpenWords = {
  always: list(
    `et|mais|ou|parce que|car|que|donc|si|quand|euh|heu|ben|hum|le|la|les|un|une|des|du|de|mon|ma|mes|
    votre|vos|notre|au|aux|avec|pour`,
  ),
  unmarked: list("je|j'ai|c'est|à|dans|sur|chez|sans|alors|je voudrais|j'aimerais|est-ce que"),
  whole: list(
    `oui|non|si|ouais|d'accord|ok|okay|bien sûr|exactement|merci|merci beaucoup|non merci|
    oui s'il vous plaît|s'il vous plaît|bonjour|au revoir|c'est tout|c'est ça|parfait|très bien|peut-être`,
  ),
  stalling: list('voyons|attendez|un instant|une seconde|un moment|laissez-moi réfléchir'),
  asking: list("quel|quelle|quand|où|qui|pourquoi|comment|combien|est-ce|qu'est-ce|pouvez-vous"),
};

const japanese: OpenWords = {
  ...none,
  always: list(
    'えーと|えっと|ええと|あの|あのー|その|そして|それで|でも|けど|けれど|ので|から|とか|が',
  ),
  whole: list(
    'はい|うん|ええ|いいえ|いや|そうです|ありがとう|ありがとうございます|もしもし|大丈夫です|わかりました',
  ),
  stalling: list('ちょっと待って|少々お待ちください|そうですね'),
};

const chinese: OpenWords = {
  ...none,
  always: list('嗯|呃|那个|这个|然后|但是|可是|因为|所以|而且|或者|还有|如果|和|的话'),
  whole: list('是|是的|对|不|不是|没有|好|好的|可以|行|谢谢|你好|喂|再见|不用了|没问题'),
  stalling: list('等一下|稍等|我看看|让我想想'),
};

const korean: OpenWords = {
  ...none,
  always: list('그리고|그런데|근데|하지만|그래서|왜냐하면|어|음|저기|그러니까|또는|만약'),
  whole: list('네|예|아니요|아니|응|좋아요|알겠습니다|감사합니다|여보세요|괜찮아요'),
  stalling: list('잠깐만|잠시만요|글쎄요'),
};

const byLanguage: Readonly<Record<string, OpenWords>> = {
  en: english,
  de: german,
  es: spanish,
  fr: french,
  ja: japanese,
  zh: chinese,
  ko: korean,
};

/** The words of a language; none for languages that only their marks tell. */
export function openWords(language: string): OpenWords {
  return byLanguage[language] ?? none;
}

function list(words: string): readonly string[] {
  return words.split('|').map((word) => word.replaceAll(/\s+/gu, ' ').trim());
}
