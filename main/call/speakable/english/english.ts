import { abbreviationReplacements } from './abbreviations.ts';
import { dateReplacements } from './dates.ts';
import { moneyReplacements } from './money.ts';
import { digitReplacements, numberReplacements } from './numbers.ts';
import { replaceAllOf } from './replacement.ts';

/**
 * English as it is read aloud: times, dates, money, numbers, units and abbreviations in words, where voices are known to
 * stumble; what they read well by themselves ("1,234", "2:30 PM") stays as it is.
 */
export function readAloud(text: string): string {
  return replaceAllOf(text, [
    ...dateReplacements,
    ...digitReplacements,
    ...moneyReplacements,
    ...numberReplacements,
    ...abbreviationReplacements,
  ]);
}
