import { z } from 'zod';
import { channelSchema } from './thread.ts';

const moneyMessage = 'must be a number, 0 or more';
/** An amount of money, 0 or more. */
export const moneySchema = z.number({ error: moneyMessage }).min(0, moneyMessage);
export const currencySchema = z
  .string({ error: 'must be three letters, such as USD' })
  .regex(/^[A-Z]{3}$/u, 'must be three letters, such as USD');

const modelPriceSchema = z.strictObject(
  { input: moneySchema, output: moneySchema },
  { error: 'must be an object with input and output' },
);

/** What things cost, all in one currency. */
export const meterPricesSchema = z.strictObject(
  {
    currency: currencySchema.default('USD'),
    /** By `provider/model`, or by the provider alone; per million tokens. */
    models: z.record(z.string(), modelPriceSchema, { error: 'must be an object' }).default({}),
    /** Per minute of speech into text, on calls and at the desk. */
    sttMinute: moneySchema.nullable().default(null),
    /** Per million characters that are spoken on calls or read aloud at the desk. */
    ttsMillion: moneySchema.nullable().default(null),
    /** Per minute of a call. */
    callMinute: moneySchema.nullable().default(null),
  },
  {
    error: ({ code }) =>
      code === 'unrecognized_keys'
        ? 'may hold currency, models, sttMinute, ttsMillion and callMinute only'
        : 'must be an object',
  },
);
export type MeterPrices = Readonly<z.infer<typeof meterPricesSchema>>;

/** Nothing has a price until somebody sets one: they change, and differ by contract. */
export const noPrices: MeterPrices = meterPricesSchema.parse({});

/** `stt`: speech into text, `tts`: text that is spoken, `call`: the line itself. */
export const meterKindSchema = z.enum(['model', 'stt', 'tts', 'call']);
export type MeterKind = z.infer<typeof meterKindSchema>;

/** What was used on one day and channel of one thing. */
export const meterRowSchema = z.object({
  /** In the agent's time zone, such as 2026-11-28. */
  day: z.string(),
  channel: channelSchema,
  kind: meterKindSchema,
  /** `provider/model`, or who transcribes or speaks. */
  name: z.string(),
  /** Empty where nothing had a price. */
  currency: z.string(),
  /** Questions to a model, calls. */
  requests: z.number(),
  /** Tokens of prompts; milliseconds of speech or of calls; characters that were spoken. */
  input: z.number(),
  /** Tokens of answers. */
  output: z.number(),
  /** How many of the tokens are estimated, because the provider told none. */
  estimated: z.number(),
  cost: z.number(),
});
export type MeterRow = Readonly<z.infer<typeof meterRowSchema>>;

/** What was used, and what is allowed. */
export const metersReportSchema = z.object({
  today: z.string(),
  currency: z.string(),
  capPerDay: z.number().nullable(),
  tokensPerDay: z.number().nullable(),
  onCap: z.enum(['warn', 'downgrade', 'stop']),
  costToday: z.number(),
  tokensToday: z.number(),
  /** Requests through the tunnel in a month; `plan` null: no limit. */
  tunnel: z
    .object({ month: z.string(), count: z.number(), plan: z.number().nullable() })
    .readonly(),
  /** Newest day first. */
  rows: z.array(meterRowSchema).readonly(),
});
export type MetersReport = Readonly<z.infer<typeof metersReportSchema>>;
