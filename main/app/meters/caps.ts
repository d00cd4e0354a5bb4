import { RefusedError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { MeterRow } from '../../../shared/meters.ts';
import type { Settings } from '../../../shared/settings.ts';

/** What is allowed a day, and what happens then. */
export type Caps = {
  readonly money: number | null;
  readonly currency: string;
  readonly tokens: number | null;
  readonly onCap: 'warn' | 'downgrade' | 'stop';
};

export function readCaps(settings: Settings): Caps {
  return {
    money: settings['meters.capPerDay'],
    currency: settings['meters.prices'].currency,
    tokens: settings['meters.tokensPerDay'],
    onCap: settings['meters.onCap'],
  };
}

/** How far one limit of the day is used up; 1: it is reached. */
export type CapShare = {
  readonly what: 'money' | 'tokens';
  readonly share: number;
  readonly words: string;
};

/** What was spent in one currency. */
export function costOf(rows: readonly MeterRow[], currency: string): number {
  return sum(rows.filter((row) => row.currency === currency).map(({ cost }) => cost));
}

/** Tokens of all models, those of prompts and those of answers. */
export function tokensOf(rows: readonly MeterRow[]): number {
  const models = rows.filter(({ kind }) => kind === 'model');
  return sum(models.map(({ input, output }) => input + output));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

/** The limit that is used up furthest; null where there is none. A limit of 0 is reached at once. */
export function furthest(rows: readonly MeterRow[], caps: Caps): CapShare | null {
  const { money, tokens, currency } = caps;
  const shares: CapShare[] = [];
  if (money !== null) {
    const cost = costOf(rows, currency);
    const words = `${cost.toFixed(2)} of ${money.toFixed(2)} ${currency}`;
    shares.push({ what: 'money', share: shareOf(cost, money), words });
  }
  if (tokens !== null) {
    const used = tokensOf(rows);
    shares.push({
      what: 'tokens',
      share: shareOf(used, tokens),
      words: `${used} of ${tokens} tokens`,
    });
  }
  return shares.toSorted((a, b) => b.share - a.share)[0] ?? null;
}

function shareOf(used: number, allowed: number): number {
  return allowed === 0 ? 1 : used / allowed;
}

/** Why the model at that place of the list may not be asked any more today; null: it may. */
export function capRefusal(rows: readonly MeterRow[], caps: Caps, place: number): AppError | null {
  if (caps.onCap === 'warn' || (caps.onCap === 'downgrade' && place > 0)) return null;
  const cap = furthest(rows, caps);
  if (cap === null || cap.share < 1) return null;
  return new RefusedError(
    'LLM_CAP',
    `The limit of the day for models is reached: ${cap.words}.`,
    `It begins anew at midnight; or raise ${settingOf(cap)}.`,
  );
}

function settingOf({ what }: CapShare): string {
  return what === 'money' ? 'meters.capPerDay' : 'meters.tokensPerDay';
}

/** From this share on the owner is told. */
export const warnFrom = 0.8;

/** The line that tells how far it is. */
export function describeCap(cap: CapShare, { onCap }: Caps): string {
  const after = {
    warn: 'Nothing is held back for it.',
    downgrade: 'From the limit on the next model of the list answers, or the built-in responder.',
    stop: 'From the limit on the built-in responder answers.',
  }[onCap];
  const so = cap.share >= 1 ? 'The limit of the day is reached' : 'The limit of the day is near';
  return `${so}: ${cap.words}. ${after} It begins anew at midnight; ${settingOf(cap)} changes it.`;
}
