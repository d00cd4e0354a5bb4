/** Written in the place of what a PIN try said. A word, so that it still counts as something that was said. */
export const pinMask = '[PIN]';

/** The words that announce a PIN: "my PIN is", "mein Code ist", "mon code", "mi clave es". */
const announcements: readonly RegExp[] = [
  /\b(?:my|the|your|our|owner'?s|secret|enter|use|with|by|via|it's|here's|is|say|give|have) (?:\w+ )?pin\b/u,
  /^(?:(?:yes|ok|okay|hi|hello|so|well|sure|and|um|uh) )*pin\b/u,
  /\bpin(?: number| code)?(?: is| was|'s)? #/u,
  /\bpin (?:number|code|is)\b/u,
  // A recogniser writes one for the other.
  /\bmy (?:pen|bin|pinn|pinn?ed)(?: number| code)?(?: is)? #/u,
  /\b(?:pass ?code|pass ?word|secret (?:code|number)|security code|access code|my code|step ?up code)\b/u,
  /\b(?:the )?code is\b(?<!(?:zip|area|post|postal|country|door|gate|entry|booking|order|promo|discount|voucher|coupon|product|dress|qr|bar|source|sort|bank|dial|dialing|building) code is)/u,
  /^code #/u,
  /\b(?:mein|meine|der|die|das|ist|per|mit) (?:\w+ )?(?:pin|geheimzahl|geheimcode|kennwort|passwort)\b/u,
  /\b(?:mein code|geheimzahl|code (?:ist|lautet))\b/u,
  /\b(?:mon|le|votre) (?:code|pin|mot de passe)\b/u,
  /\bcode (?:pin|secret|est|c'est)\b/u,
  /\b(?:mi|el|la|tu|su) (?:\w+ )?(?:pin|clave|codigo|contrasena)\b/u,
];

/** Words that ask to be taken for the owner, without any digits. */
const claims: readonly RegExp[] = [
  /\bstep (?:me |this call )?up(?: (?:this|the|my) call)?$/u,
  /\b(?:verify|authenticate|identify) (?:me|myself)\b/u,
  /\bunlock (?:this|the|my) call\b/u,
  /\b(?:prove|confirm) (?:that )?(?:it's me|it is me|i'm the owner|i am the owner|i'm your owner|i am your owner)\b/u,
  /\b(?:i'm|i am|it's|it is|this is) your owner$/u,
];

/** Said between digits without meaning anything. */
const fillers: ReadonlySet<string> = new Set(
  'um uh er erm hm and then is so now the a number digits it ok okay ah ahm also dann und et puis y luego'.split(
    ' ',
  ),
);

/** Said before the digits that were asked for: "Yes, it's four seven". */
const leads: ReadonlySet<string> = new Set(
  "yes yeah yep sure right well here my your it's its that's that this please hi hello i'm ja gut ok also es das oui voila c'est si claro".split(
    ' ',
  ),
);

/** What comes after them replaces what came before. */
const corrections: ReadonlySet<string> = new Set(
  'no sorry wait correction rather nein quatsch moment non pardon perdon'.split(' '),
);

/** Own words after which digits are expected. */
const questions = /\b(?:pin|pass ?code)\b/iu;

/** Whether what we say ourselves may have the caller say a PIN. */
export function asksForPin(text: string): boolean {
  return questions.test(text);
}

/** Where in the words a PIN is announced: the place after it, or -1. Digits stand as `#`. */
export function announcementEnd(words: string): number {
  const ends = announcements.flatMap((pattern) => {
    const found = pattern.exec(words);
    return found ? [found.index + found[0].replace(/ ?#$/u, '').length] : [];
  });
  return Math.max(-1, ...ends);
}

/** Whether somebody asks to be taken for the owner. */
export function claimsToBeOwner(words: string): boolean {
  return claims.some((pattern) => pattern.test(words));
}

export function isFiller(word: string): boolean {
  return fillers.has(word);
}

/** Whether nothing else is said with it than the digits that were asked for. */
export function isLead(word: string): boolean {
  return fillers.has(word) || leads.has(word);
}

export function isCorrection(word: string): boolean {
  return corrections.has(word);
}
