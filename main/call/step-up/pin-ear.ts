import {
  announcementEnd,
  asksForPin,
  claimsToBeOwner,
  isCorrection,
  isFiller,
  isLead,
  pinMask,
} from './pin-words.ts';
import { readNumbers } from './spoken-digits.ts';
import type { SpokenPart } from './spoken-digits.ts';

/** What one transcript has to do with a PIN: a try, a wish to say one, or nothing. */
export type PinSign = 'try' | 'claim' | null;

/** Words as everybody but the comparison may have them. */
export type MaskedWords = { readonly text: string; readonly sign: PinSign };

export type PinEarOptions = {
  /** BCP 47. */
  readonly language: string;
  /** The digits of the PIN; null where none is known. */
  readonly pin: () => string | null;
  /** Whether the call is the owner's already: then nobody tries anything. */
  readonly isOwner: () => boolean;
  /** So many digits of others were said outside of tries: whether that is more than all calls of a day may say. */
  readonly isTooMuch: (digits: number) => boolean;
};

/** After our own question the next digits are a PIN for so long, in milliseconds. */
const askedMs = 45_000;
/** Digits of one PIN said in pieces follow each other within so long. */
const piecesMs = 20_000;
/** Whoever says more digits than this outside of tries could be trying out which of them get masked. */
const freeDigits = 150;
/** Fewer digits than this, after our question, are no PIN where they count something: "in twenty minutes". */
const fewDigits = 3;
/** So long the digits of a try may be compared, in milliseconds; what is said meanwhile may be the rest of it. */
const comparedMs = 6000;

type Try = { readonly digits: string; readonly closed: boolean };
const noTry: Try = { digits: '', closed: false };

/**
 * Hears the caller before anybody else does: what a PIN try says goes no further than here. Keeps the digits for the
 * comparison, and hands on the words with a mask in their place. One for each call.
 */
export class PinEar {
  readonly #options: PinEarOptions;
  /** Digits of the finals of the present try; null while there is none. */
  #said: Try | null = null;
  /** The same with the words that are not final yet. */
  #saying: Try | null = null;
  #hasInterim = false;
  #askedUntil = -Infinity;
  /** The last digits outside of tries: the PIN may be said over several transcripts. */
  #tail: { readonly digits: string; readonly at: number } = { digits: '', at: -Infinity };
  #heardDigits = 0;
  /** What was compared last, in case its final comes late. */
  #taken: string | null = null;

  constructor(options: PinEarOptions) {
    this.#options = options;
  }

  /** Our own words are about to be said. */
  saying(text: string, at: number): void {
    if (asksForPin(text)) this.expect(at);
  }

  /** Digits are asked for, whatever the words were. */
  expect(at: number): void {
    this.#askedUntil = at + askedMs;
  }

  /** One transcript of the caller. */
  hear(text: string, { at, final }: { readonly at: number; readonly final: boolean }): MaskedWords {
    const isOwner = this.#options.isOwner();
    const parts = readNumbers(text, this.#options.language, !isOwner && this.#isExpecting(at));
    const words = plain(parts);
    const announced = isOwner ? -1 : announcementEnd(words);
    if (announced >= 0 || (!isOwner && this.#continues(parts, at))) {
      return this.#hearTry(text, { parts: this.#asTry(text, parts), at, final, announced });
    }
    if (final) this.#hasInterim = false;
    const masked = this.#maskExact(text, { parts, at, final });
    if (isOwner) return { text: this.#maskBegun(masked, announcementEnd(words)), sign: null };
    return { text: masked, sign: claimsToBeOwner(words) ? 'claim' : null };
  }

  /** A transcript of our own voice, in which the caller may be heard as well. */
  hearOurselves(text: string): string {
    const parts = readNumbers(text, this.#options.language);
    return this.#maskPin(text, parts, '');
  }

  /** The caller's turn is over: the digits of its try, once; null where there was none. */
  take(at: number): string | null {
    const said = this.#saying ?? this.#said;
    this.#askedUntil = at + comparedMs;
    this.#said = null;
    this.#saying = null;
    this.#taken = this.#hasInterim ? (said?.digits ?? null) : null;
    this.#hasInterim = false;
    return said && said.digits;
  }

  /** More digits are to come: what was taken counts again, before what came meanwhile. */
  putBack(digits: string, at: number): void {
    this.#said = { digits: digits + (this.#said?.digits ?? ''), closed: false };
    this.#taken = null;
    this.expect(at);
  }

  #isExpecting(at: number): boolean {
    if (at <= this.#askedUntil) return true;
    this.#said = null;
    this.#saying = null;
    return false;
  }

  /** Without words that announce it: in the midst of a try, or after our question. */
  #continues(parts: readonly SpokenPart[], at: number): boolean {
    if (!this.#isExpecting(at)) return false;
    const digits = digitsIn(parts).length;
    if (digits === 0 || digits >= fewDigits) return digits > 0;
    const others = parts.filter((part) => part.type === 'word' && !isLead(part.word));
    // Two digits at the end of other words are the first half of most PINs.
    return others.length === 0 || (digits > 1 && !countsSomething(parts));
  }

  /** Read again where digits are expected: a recogniser may have written words for them. */
  #asTry(text: string, parts: readonly SpokenPart[]): readonly SpokenPart[] {
    const again = readNumbers(text, this.#options.language, true);
    return digitsIn(again).length >= digitsIn(parts).length ? again : parts;
  }

  #hearTry(text: string, heard: Heard): MaskedWords {
    const { parts, final, at, announced } = heard;
    const masked = mask(text, parts);
    if (final && this.#taken !== null && this.#taken === collect(noTry, parts, announced).digits) {
      // The final of words that were compared already.
      this.#taken = null;
      return { text: masked, sign: null };
    }
    const before = announced >= 0 && !final && this.#said === null ? noTry : (this.#said ?? noTry);
    const next = collect(before, parts, announced);
    this.#hasInterim = !final;
    if (final) [this.#said, this.#saying] = [next, null];
    else this.#saying = next;
    // The rest of it may come in a transcript of its own.
    this.#askedUntil = Math.max(this.#askedUntil, at + piecesMs);
    return { text: masked, sign: 'try' };
  }

  /** Outside of a try only the PIN itself is masked, also when its digits are spread over several words. */
  #maskExact(text: string, { parts, at, final }: Omit<Heard, 'announced'>): string {
    const digits = digitsIn(parts);
    const isTooMuch = !this.#options.isOwner() && this.#isTooMuch(digits.length, final);
    const tail = at - this.#tail.at <= piecesMs ? this.#tail.digits : '';
    if (final && digits !== '') this.#tail = { digits: (tail + digits).slice(-32), at };
    return isTooMuch ? mask(text, parts) : this.#maskPin(text, parts, tail);
  }

  /** Which of many digits are masked would tell the PIN: from then on all of them are. */
  #isTooMuch(digits: number, final: boolean): boolean {
    const isTooMuch = this.#heardDigits + digits > freeDigits;
    if (final) this.#heardDigits += digits;
    return this.#options.isTooMuch(final ? digits : 0) || isTooMuch;
  }

  /** The owner says it again, and the rest of it comes in another transcript. */
  #maskBegun(text: string, announced: number): string {
    const parts = readNumbers(text, this.#options.language);
    const digits = digitsIn(parts);
    const isBegun = announced >= 0 && digits !== '' && this.#options.pin()?.startsWith(digits);
    return isBegun === true ? mask(text, parts) : text;
  }

  /** `before`: digits that were said just before these words. */
  #maskPin(text: string, parts: readonly SpokenPart[], before: string): string {
    const pin = this.#options.pin();
    const digits = digitsIn(parts);
    if (pin === null || digits === '') return text;
    const covered = placesOf(before + digits, pin);
    let place = before.length;
    const hit = parts.filter((part) => {
      if (part.type !== 'number') return false;
      const [from, to] = [place, place + part.digits.length];
      place = to;
      return covered.some(([start, end]) => start < to && end > from);
    });
    return mask(text, hit);
  }
}

type Heard = {
  readonly parts: readonly SpokenPart[];
  readonly at: number;
  readonly final: boolean;
  /** Where in the plain words the announcement ends; -1 for none. */
  readonly announced: number;
};

/** Whether a word that the last number belongs to follows it: "twenty minutes". */
function countsSomething(parts: readonly SpokenPart[]): boolean {
  const next = parts[parts.findLastIndex(({ type }) => type === 'number') + 1];
  return next?.type === 'word' && !isLead(next.word);
}

/** The words in the form that patterns read, digits as `#`. */
function plain(parts: readonly SpokenPart[]): string {
  return parts.map((part) => (part.type === 'word' ? part.word : '#')).join(' ');
}

function digitsIn(parts: readonly SpokenPart[]): string {
  return parts.map((part) => (part.type === 'number' ? part.digits : '')).join('');
}

/** The digits of a try so far: the run after its announcement, or before it; a correction begins it anew. */
function collect(before: Try, parts: readonly SpokenPart[], announced: number): Try {
  if (announced < 0) return follow(before, parts);
  let place = 0;
  const from = parts.findIndex((part) => {
    const isAfter = place >= announced;
    place += (part.type === 'word' ? part.word.length : 1) + 1;
    return isAfter;
  });
  const after = from < 0 ? noTry : follow(noTry, parts.slice(from));
  return after.digits === '' ? follow(noTry, parts) : after;
}

function follow(before: Try, parts: readonly SpokenPart[]): Try {
  let { digits, closed } = before;
  for (const part of parts) {
    if (part.type === 'number') {
      if (!closed) digits += part.digits;
    } else if (isCorrection(part.word)) [digits, closed] = ['', false];
    else if (!isFiller(part.word) && digits !== '') closed = true;
  }
  return { digits, closed };
}

/** Every place at which the PIN stands, as half-open ranges of digits. */
function placesOf(digits: string, pin: string): readonly (readonly [number, number])[] {
  const places: (readonly [number, number])[] = [];
  for (let at = digits.indexOf(pin); at >= 0; at = digits.indexOf(pin, at + 1)) {
    places.push([at, at + pin.length]);
  }
  return places;
}

/** The text with one mask for each run of these numbers, whatever stands between them. */
function mask(text: string, parts: readonly SpokenPart[]): string {
  let [masked, end, isRun] = ['', 0, false];
  for (const part of parts) {
    if (part.type !== 'number') continue;
    const between = text.slice(end, part.from);
    masked += isRun && !/\p{L}/u.test(between) ? '' : `${between}${pinMask}`;
    [end, isRun] = [part.to, true];
  }
  return masked + text.slice(end);
}
