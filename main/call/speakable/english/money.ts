import { counted } from './replacement.ts';
import type { Replacement } from './replacement.ts';

type Currency = {
  readonly one: string;
  readonly several: string;
  /** Null where there is no hundredth in use. */
  readonly cents: readonly [one: string, several: string] | null;
};

const dollar: Currency = { one: 'dollar', several: 'dollars', cents: ['cent', 'cents'] };
const euro: Currency = { one: 'euro', several: 'euros', cents: ['cent', 'cents'] };
const pound: Currency = { one: 'pound', several: 'pounds', cents: ['penny', 'pence'] };
const yen: Currency = { one: 'yen', several: 'yen', cents: null };
const rupee: Currency = { one: 'rupee', several: 'rupees', cents: ['paisa', 'paise'] };
const won: Currency = { one: 'won', several: 'won', cents: null };
const franc: Currency = {
  one: 'Swiss franc',
  several: 'Swiss francs',
  cents: ['centime', 'centimes'],
};

const currencies: Readonly<Record<string, Currency>> = {
  $: dollar,
  US$: { ...dollar, one: 'US dollar', several: 'US dollars' },
  CA$: named('Canadian', dollar),
  A$: named('Australian', dollar),
  '€': euro,
  '£': pound,
  '¥': yen,
  '₹': rupee,
  '₩': won,
  USD: { ...dollar, one: 'US dollar', several: 'US dollars' },
  EUR: euro,
  GBP: pound,
  JPY: yen,
  INR: rupee,
  KRW: won,
  CHF: franc,
  CAD: named('Canadian', dollar),
  AUD: named('Australian', dollar),
};

const sign = String.raw`US\$|CA\$|A\$|[$€£¥₹₩]|(?:USD|EUR|GBP|JPY|INR|KRW|CHF|CAD|AUD)(?=[\s\d])`;
const after = String.raw`[€£¥₹₩]|(?:USD|EUR|GBP|JPY|INR|KRW|CHF|CAD|AUD)\b`;
const number = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`;
const scale = String.raw`(?:\s?(thousand|million|billion|trillion|bn|[kKmMB])(?![\p{L}\p{N}]))?`;
const scales: Readonly<Record<string, string>> = {
  k: 'thousand',
  m: 'million',
  b: 'billion',
  bn: 'billion',
};

/** Amounts of money, in several currencies. */
export const moneyReplacements: readonly Replacement[] = [
  [
    new RegExp(
      String.raw`(?<![\p{L}\p{N}$€£])([-−]?)(${sign})\s?(${number})\s?[-–—]\s?(?:${sign})?(${number})${scale}`,
      'gu',
    ),
    ([, minus, mark, from, to, big]) => `${negative(minus)}${from} to ${spoken(to, mark, big)}`,
  ],
  [
    new RegExp(String.raw`(?<![\p{L}\p{N}$€£])([-−]?)(${sign})\s?(${number})${scale}`, 'gu'),
    ([, minus, mark, amount, big]) => negative(minus) + spoken(amount, mark, big),
  ],
  [
    new RegExp(String.raw`(?<![\p{L}\p{N}.,])([-−]?)(${number})${scale}\s?(${after})`, 'gu'),
    ([, minus, amount, big, mark]) => negative(minus) + spoken(amount, mark, big),
  ],
];

function spoken(amount: string, mark: string, big: string): string {
  const currency = currencies[mark] ?? dollar;
  if (big !== '') return `${amount} ${scales[big.toLowerCase()] ?? big} ${currency.several}`;
  const [whole = '', fraction = ''] = amount.split('.');
  const cents = fraction.length === 2 && currency.cents !== null ? Number(fraction) : null;
  if (cents === null) return counted(amount, currency.one, currency.several);
  const money = counted(whole, currency.one, currency.several);
  if (cents === 0 || currency.cents === null) return money;
  const small = counted(String(cents), ...currency.cents);
  return Number(whole.replaceAll(',', '')) === 0 ? small : `${money} and ${small}`;
}

function negative(minus: string): string {
  return minus === '' ? '' : 'minus ';
}

function named(country: string, currency: Currency): Currency {
  return {
    ...currency,
    one: `${country} ${currency.one}`,
    several: `${country} ${currency.several}`,
  };
}
