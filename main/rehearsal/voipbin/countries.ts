/** Calling codes of the countries that a whitelist of the practice service can name, longest first. */
const codes: readonly (readonly [code: string, country: string])[] = [
  ['353', 'ie'],
  ['351', 'pt'],
  ['352', 'lu'],
  ['358', 'fi'],
  ['420', 'cz'],
  ['30', 'gr'],
  ['31', 'nl'],
  ['32', 'be'],
  ['33', 'fr'],
  ['34', 'es'],
  ['39', 'it'],
  ['41', 'ch'],
  ['43', 'at'],
  ['44', 'gb'],
  ['45', 'dk'],
  ['46', 'se'],
  ['47', 'no'],
  ['48', 'pl'],
  ['49', 'de'],
  ['52', 'mx'],
  ['55', 'br'],
  ['61', 'au'],
  ['64', 'nz'],
  ['65', 'sg'],
  ['81', 'jp'],
  ['82', 'kr'],
  ['91', 'in'],
  ['1', 'us'],
];

/** The country of a number in E.164, lower case; null where it is not one of those known here. */
export function countryOf(number: string): string | null {
  const digits = /^\+([1-9]\d{6,14})$/.exec(number)?.[1];
  if (digits === undefined) return null;
  return codes.find(([code]) => digits.startsWith(code))?.[1] ?? null;
}
