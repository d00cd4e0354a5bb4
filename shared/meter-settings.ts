import { meterPricesSchema, moneySchema, noPrices } from './meters.ts';
import { json, number, words } from './setting-definition.ts';
import { choice, optional, wholeNumber } from './setting-schemas.ts';

/** What things cost, and what a day may. */
export const meterSettings = {
  'meters.prices': json(
    meterPricesSchema,
    noPrices,
    'What models (per million tokens), speech and calls cost, and in which currency.',
  ),
  'meters.capPerDay': number(
    optional(moneySchema),
    null,
    'Money a day, in the currency of meters.prices; warned of at 80 %.',
  ),
  'meters.tokensPerDay': number(
    optional(wholeNumber(0, 1_000_000_000, 'tokens')),
    null,
    'Tokens a day of all models; warned of at 80 %.',
  ),
  'meters.onCap': words(
    choice(['warn', 'downgrade', 'stop']),
    'warn',
    'At the limit of the day: go on, ask the next model of the list, or the built-in responder alone.',
  ),
} as const;
