import { flag, number, words } from './setting-definition.ts';
import {
  choice,
  flagSchema,
  keyedAddressSchema,
  milliseconds,
  optional,
  text,
} from './setting-schemas.ts';
import { readAloudWays } from './talk.ts';
import { z } from 'zod';

const languageMessage = 'must be a language of two or three letters, such as en';

/** Listening and reading aloud at the desk. */
export const speechSettings = {
  'stt.url': words(
    optional(keyedAddressSchema),
    null,
    'OpenAI-compatible address that turns speech into text.',
  ),
  'stt.model': words(optional(text(1, 200)), null, 'Model for speech into text.'),
  'stt.language': words(
    optional(z.string({ error: languageMessage }).regex(/^[a-z]{2,3}$/u, languageMessage)),
    null,
    'Language that you speak at the desk (ISO 639); null: the service finds out.',
  ),
  'stt.silenceMs': number(
    milliseconds(500, 10_000),
    1500,
    'Silence after your words that ends a recording.',
  ),
  'stt.reviewBeforeSending': flag(
    flagSchema,
    false,
    'Put what you said into the composer first, instead of sending it at once.',
  ),
  'stt.listenOnToggle': flag(
    flagSchema,
    true,
    'Listen as soon as the key shows the window, until you type.',
  ),
  'tts.url': words(
    optional(keyedAddressSchema),
    null,
    'OpenAI-compatible address that reads text aloud.',
  ),
  'tts.model': words(optional(text(1, 200)), null, 'Model for reading aloud.'),
  'tts.voice': words(optional(text(1, 200)), null, 'Voice for reading aloud.'),
  'tts.readAloud': words(
    choice(readAloudWays),
    'off',
    'Which answers in the window are read aloud: none, those to spoken words, or all.',
  ),
} as const;
