import { z } from 'zod';
import { currencySchema, moneySchema } from './meters.ts';
import { choice, keyedAddressSchema, optional, text, wholeNumber } from './setting-schemas.ts';

/** The models that answer; `builtin` needs neither key nor network. */
export const llmProviders = ['openai', 'anthropic', 'openai-compatible', 'builtin'] as const;
export type LlmProvider = (typeof llmProviders)[number];

/** A further model, used when those before it fail. */
export const furtherModelSchema = z
  .strictObject(
    {
      provider: choice(['openai', 'anthropic', 'openai-compatible']),
      /** Base address; null means the provider's own. */
      url: optional(keyedAddressSchema).default(null),
      model: text(1, 200),
      /** The name of the secret that holds its key; null means none is sent. */
      key: z
        .string()
        .regex(/^(?:llm-key(?:\.[A-Za-z0-9_-]+)?|mcp\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/u, {
          error: 'must be the name of a secret: llm-key, llm-key.<name> or mcp.<server>.<variable>',
        })
        .nullable()
        .default(null),
      /** In `currency` per million tokens. */
      prices: z
        .strictObject({
          input: moneySchema,
          output: moneySchema,
          currency: currencySchema.default('USD'),
        })
        .nullable()
        .default(null),
      limits: z
        .strictObject({
          contextTokens: optional(wholeNumber(256, 100_000_000, 'tokens')).default(null),
          outputTokens: optional(wholeNumber(1, 10_000_000, 'tokens')).default(null),
          /** In the currency of `prices`. */
          costPerDay: moneySchema.nullable().default(null),
        })
        .nullable()
        .default(null),
    },
    {
      error: ({ code }) =>
        code === 'unrecognized_keys'
          ? 'may hold provider, url, model, key, prices and limits only'
          : 'must be an object with at least provider and model',
    },
  )
  .refine((model) => model.provider !== 'openai-compatible' || model.url !== null, {
    error: 'must have an address (url) when the provider is openai-compatible',
    path: ['url'],
  });
export type FurtherModel = Readonly<z.infer<typeof furtherModelSchema>>;
