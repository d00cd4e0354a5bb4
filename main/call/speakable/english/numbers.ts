import { counted } from './replacement.ts';
import type { Replacement } from './replacement.ts';

const units: Readonly<Record<string, readonly [one: string, several: string]>> = {
  km: ['kilometer', 'kilometers'],
  cm: ['centimeter', 'centimeters'],
  mm: ['millimeter', 'millimeters'],
  mi: ['mile', 'miles'],
  ft: ['foot', 'feet'],
  kg: ['kilogram', 'kilograms'],
  mg: ['milligram', 'milligrams'],
  g: ['gram', 'grams'],
  lb: ['pound', 'pounds'],
  lbs: ['pound', 'pounds'],
  oz: ['ounce', 'ounces'],
  ml: ['milliliter', 'milliliters'],
  L: ['liter', 'liters'],
  mph: ['mile per hour', 'miles per hour'],
  'km/h': ['kilometer per hour', 'kilometers per hour'],
  kB: ['kilobyte', 'kilobytes'],
  KB: ['kilobyte', 'kilobytes'],
  MB: ['megabyte', 'megabytes'],
  GB: ['gigabyte', 'gigabytes'],
  TB: ['terabyte', 'terabytes'],
  kW: ['kilowatt', 'kilowatts'],
  kWh: ['kilowatt hour', 'kilowatt hours'],
  ms: ['millisecond', 'milliseconds'],
  sec: ['second', 'seconds'],
  secs: ['second', 'seconds'],
  min: ['minute', 'minutes'],
  mins: ['minute', 'minutes'],
  hr: ['hour', 'hours'],
  hrs: ['hour', 'hours'],
  '°C': ['degree Celsius', 'degrees Celsius'],
  '°F': ['degree Fahrenheit', 'degrees Fahrenheit'],
  '°': ['degree', 'degrees'],
  sqft: ['square foot', 'square feet'],
  'm²': ['square meter', 'square meters'],
};
const unit = Object.keys(units)
  .sort((first, second) => second.length - first.length)
  .join('|');
const amount = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`;
const fractions: Readonly<Record<string, string>> = {
  '½': 'one half',
  '¼': 'one quarter',
  '¾': 'three quarters',
  '⅓': 'one third',
  '⅔': 'two thirds',
};

/** Telephone and card numbers, and what else is read digit by digit; before everything else that has digits. */
export const digitReplacements: readonly Replacement[] = [
  [
    /(?<![\p{L}\p{N}.])\+(\d[\d ().-]{6,22}\d)(?![\p{L}\p{N}])/gu,
    ([whole, number]) => {
      const digits = number.replaceAll(/\D/gu, '');
      return digits.length < 8 || digits.length > 15 ? whole : `plus ${inGroups(abroad(number))}`;
    },
  ],
  [
    /(?<![\p{L}\p{N}.+-])(?:(1)[-. ])?\(?(\d{3})\)?[-. ] ?(\d{3})[-. ](\d{4})(?![\p{L}\p{N}-])/gu,
    ([, country, area, exchange, line]) =>
      inGroups([country, area, exchange, line].filter((group) => group !== '')),
  ],
  [
    /(?<![\p{L}\p{N}.-])(\d{4})[ -](\d{4})[ -](\d{4})[ -](\d{4})(?![\p{L}\p{N}-])/gu,
    ([, ...groups]) => inGroups(groups.slice(0, 4)),
  ],
  [
    /(?<![\p{L}\p{N}.-])(\d{3})-(\d{4})(?![\p{L}\p{N}-])/gu,
    ([, first, second]) => inGroups([first, second]),
  ],
  // So many digits without a comma are a reference, not an amount.
  [
    /(?<![\p{L}\p{N}.,$€£-])\d{7,20}(?![\p{L}\p{N}]|[.,]\d)/gu,
    ([digits]) => inGroups(byThrees(digits)),
  ],
  [
    /\b(PIN|code|passcode|extension|ext\.?|zip(?: code)?|flight|room)( (?:is|number|was))? (\d{3,6})\b(?![.,:]\d)/giu,
    ([, name, verb, digits]) => `${spelledOut(name)}${verb} ${digits.split('').join(' ')}`,
  ],
];

/** Quantities: ranges, per cent, units, signs. After dates and money. */
export const numberReplacements: readonly Replacement[] = [
  [
    new RegExp(
      String.raw`(?<![\p{L}\p{N}.,-])(${amount})\s?[-–—]\s?(${amount})(?=\s?%|\s|[,;.!?)]|$|\s?(?:${unit})\b)(?!-)`,
      'gu',
    ),
    '$1 to $2',
  ],
  [/(?<=\d (?:AM|PM)|\d:\d\d|o'clock)\s?[-–—]\s?(?=\d)/gu, ' to '],
  [new RegExp(String.raw`(?<![\p{L}\p{N}])[-−](?=(?:${amount})(?![\d-]))`, 'gu'), 'minus '],
  [/(\d)\s?%/gu, '$1 percent'],
  [
    new RegExp(String.raw`(?<![\p{L}\p{N}.,])(${amount})\s?(${unit})(?![\p{L}\p{N}/²])`, 'gu'),
    ([whole, number, name]) => {
      const words = units[name];
      return words === undefined ? whole : counted(number, ...words);
    },
  ],
  [/(\d)\s?([½¼¾⅓⅔])/gu, ([, whole, part]) => `${whole} and ${fractions[part] ?? ''}`],
  [/[½¼¾⅓⅔]/gu, ([part]) => fractions[part] ?? part],
  [/(?<![\d/])1\/2(?![\d/])/gu, 'one half'],
  [/(?<![\d/])1\/4(?![\d/])/gu, 'one quarter'],
  [/(?<![\d/])3\/4(?![\d/])/gu, 'three quarters'],
  [/\b24\/7\b/gu, '24 7'],
  [/#(?=\d)/gu, 'number '],
  [/(?:~|≈\s?)(?=\d)/gu, 'about '],
  [/≥\s?(?=\d)/gu, 'at least '],
  [/≤\s?(?=\d)/gu, 'at most '],
  [/(?<=\d)\s?[×x]\s?(?=\d)/gu, ' by '],
  [/(?<=\d)\s\*\s(?=\d)/gu, ' times '],
  [/(?<=[\p{L}\p{N}])\s=\s(?=[\p{L}\p{N}])/gu, ' equals '],
  [/(?<=[\p{L}\p{N}])\s\+\s(?=[\p{L}\p{N}])/gu, ' plus '],
  [/±\s?(?=\d)/gu, 'plus or minus '],
];

/** Digits one by one, with a pause between groups. */
function inGroups(groups: readonly string[]): string {
  return groups.map((group) => group.split('').join(' ')).join(', ');
}

/** The groups as they were written; without any, the country and area as far as they are known. */
function abroad(number: string): readonly string[] {
  const written = number.split(/[^\d]+/u).filter((group) => group !== '');
  if (written.length > 1) return written;
  const [digits = ''] = written;
  if (digits.startsWith('1') && digits.length === 11) {
    return ['1', digits.slice(1, 4), digits.slice(4, 7), digits.slice(7)];
  }
  return [digits.slice(0, 2), ...byThrees(digits.slice(2))];
}

/** Groups of three; the last may have two or four, never one. */
function byThrees(digits: string): readonly string[] {
  const groups = digits.match(/\d{1,3}/gu) ?? [];
  const last = groups.at(-1) ?? '';
  if (last.length !== 1 || groups.length < 2) return groups;
  return [...groups.slice(0, -2), (groups.at(-2) ?? '') + last];
}

function spelledOut(name: string): string {
  return /^ext\.?$/iu.test(name) ? 'extension' : name;
}
