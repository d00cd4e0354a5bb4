import type { MeterPrices } from '../../../shared/meters.ts';
import type { ModelUse } from '../../agent/models/model-use.ts';
import type { ChosenModel } from '../model-choice.ts';
import type { MeterEntry } from './meter-book.ts';

const million = 1_000_000;
const minuteMs = 60_000;

/** A model as meters and price lists name it. */
export function meterName({ provider, model }: Pick<ChosenModel, 'provider' | 'model'>): string {
  return model === null ? provider : `${provider}/${model}`;
}

type Priced = Pick<MeterEntry, 'cost' | 'currency'>;
const unpriced: Priced = { cost: 0, currency: '' };

/** What one question to a model comes to. */
export function modelEntry(chosen: ChosenModel, use: ModelUse, prices: MeterPrices): MeterEntry {
  const { channel, inputTokens: input, outputTokens: output, isEstimated } = use;
  const name = meterName(chosen);
  const listed = prices.models[name] ?? prices.models[chosen.provider];
  const price = chosen.prices ?? (listed ? { ...listed, currency: prices.currency } : null);
  const priced = price
    ? {
        cost: (input * price.input + output * price.output) / million,
        currency: price.currency,
      }
    : unpriced;
  const estimated = isEstimated ? input + output : 0;
  return { channel, kind: 'model', name, requests: 1, input, output, estimated, ...priced };
}

/** What a recording at the desk comes to. */
export function deskSttEntry(
  model: string | null,
  durationMs: number,
  { sttMinute, currency }: MeterPrices,
): MeterEntry {
  const priced: Priced =
    sttMinute === null ? unpriced : { cost: (sttMinute * durationMs) / minuteMs, currency };
  const entry = { channel: 'desktop', kind: 'stt', output: 0, estimated: 0, requests: 1 } as const;
  return { ...entry, name: model ?? 'speech into text', input: durationMs, ...priced };
}

/** What words that were read aloud at the desk come to. */
export function deskTtsEntry(
  model: string | null,
  characters: number,
  { ttsMillion, currency }: MeterPrices,
): MeterEntry {
  const priced: Priced =
    ttsMillion === null ? unpriced : { cost: (ttsMillion * characters) / million, currency };
  const entry = { channel: 'desktop', kind: 'tts', output: 0, estimated: 0, requests: 1 } as const;
  return { ...entry, name: model ?? 'reading aloud', input: characters, ...priced };
}

/** More of what a call used. */
export type CallUse = {
  readonly transcribedMs: number;
  readonly spokenCharacters: number;
  readonly connectedMs: number;
  /** Calls that were answered. */
  readonly calls: number;
};

/** What a stretch of a call comes to; nothing for what it did not use. */
export function callEntries(
  use: CallUse,
  speaker: string,
  prices: MeterPrices,
): readonly MeterEntry[] {
  const { sttMinute, ttsMillion, callMinute, currency } = prices;
  const at = (price: number | null, amount: number): Priced =>
    price === null ? unpriced : { cost: price * amount, currency };
  const entry = { channel: 'phone', output: 0, estimated: 0, requests: 0 } as const;
  const { transcribedMs, spokenCharacters, connectedMs, calls } = use;
  const all: readonly MeterEntry[] = [
    {
      ...{ ...entry, kind: 'stt', name: 'voipbin', input: transcribedMs },
      ...at(sttMinute, transcribedMs / minuteMs),
    },
    {
      ...{ ...entry, kind: 'tts', name: speaker, input: spokenCharacters },
      ...at(ttsMillion, spokenCharacters / million),
    },
    {
      ...{ ...entry, kind: 'call', name: 'voipbin', input: connectedMs, requests: calls },
      ...at(callMinute, connectedMs / minuteMs),
    },
  ];
  return all.filter(({ input, requests }) => input > 0 || requests > 0);
}
