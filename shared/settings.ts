import { agentSettings } from './agent-settings.ts';
import { briefSettings } from './brief-settings.ts';
import { calendarSourcesSchema } from './calendar-sources.ts';
import { desktopSettings } from './desktop-settings.ts';
import type { LlmProvider } from './llm-models.ts';
import { furtherModelSchema, llmProviders } from './llm-models.ts';
import { meterSettings } from './meter-settings.ts';
import { mcpServersSchema } from './mcp.ts';
import { flag, json, list, named, number, words } from './setting-definition.ts';
import type { SettingDefinition } from './setting-definition.ts';
import { speechSettings } from './speech-settings.ts';
import {
  choice,
  domainSchema,
  flagSchema,
  hostPortSchema,
  identifierSchema,
  keyedAddressSchema,
  languageSchema,
  listOf,
  milliseconds,
  optional,
  phoneNumberSchema,
  proxySchema,
  screamingSnake,
  text,
  wholeNumber,
} from './setting-schemas.ts';

export type { SettingDefinition, SettingKind } from './setting-definition.ts';

/** VoIPBIN: `elevenlabs`, `gcp` and `aws` speak; any other name silently acts as `elevenlabs`. */
export const ttsProviders = ['elevenlabs', 'gcp', 'aws'] as const;

const optionalText = optional(text(1, 4000));

/** Every setting by its key in `settings.json`, in the order of the settings view. */
export const settingDefinitions = {
  'carbonvoice.url': words(
    keyedAddressSchema,
    'https://api.carbonvoice.app',
    'Address of the Carbon Voice API.',
  ),
  'carbonvoice.allow': list(
    listOf(identifierSchema),
    [],
    'Senders who may write, in addition to the owner of the agent account.',
  ),
  'carbonvoice.socket': flag(flagSchema, true, 'Use the live socket as an extra bell.'),
  'carbonvoice.signals': flag(
    flagSchema,
    true,
    'Show in the conversation that an answer is in the making.',
  ),
  'carbonvoice.digestAfterMs': number(
    milliseconds(0, 31_536_000_000),
    43_200_000,
    'A backlog older than this is answered by one digest for each conversation.',
  ),
  'carbonvoice.expireAfterMs': number(
    milliseconds(60_000, 31_536_000_000),
    259_200_000,
    'What could not be sent for this long is not sent any more, but told.',
  ),
  'voipbin.url': words(
    keyedAddressSchema,
    'https://api.voipbin.net',
    'Address of the VoIPBIN host, without /v1.0.',
  ),
  'voipbin.delivery': words(
    choice(['websocket', 'webhook', 'both']),
    'websocket',
    'How call events reach this machine.',
  ),
  'voipbin.webhookTakeOver': words(
    choice(['ask', 'always']),
    'ask',
    "Another program's webhook in the VoIPBIN account: leave it alone and tell, or always replace it.",
  ),
  'voipbin.source': words(
    optional(phoneNumberSchema),
    null,
    'Own number: the source of calls out; calls to it are ours.',
  ),
  'voipbin.caFile': words(optionalText, null, 'Extra CA (PEM file) for a self-hosted VoIPBIN.'),
  'tunnel.provider': named(
    'ADJUTANT_TUNNEL',
    words(
      optional(choice(['ngrok', 'off'])),
      null,
      'The public address for webhooks; when not set, ngrok as soon as its authtoken is known.',
    ),
  ),
  'ngrok.serverAddr': words(optional(hostPortSchema), null, 'Another ngrok edge, host:port.'),
  'ngrok.caFile': words(optionalText, null, 'CA (PEM file) of that edge.'),
  'ngrok.domain': words(optional(domainSchema), null, 'A reserved ngrok domain.'),
  'ngrok.monthlyRequests': number(
    wholeNumber(0, 1_000_000_000),
    20_000,
    'Requests a month that the ngrok plan allows; warned of at 80 %. 0: no limit.',
  ),
  'llm.provider': words(
    optional(choice(llmProviders)),
    null,
    'The model; when not set, openai-compatible with an address, else builtin.',
  ),
  'llm.url': words(
    optional(keyedAddressSchema),
    null,
    'Base address of the model, to which /chat/completions (openai: /responses) is appended.',
  ),
  'llm.model': words(optional(text(1, 200)), null, 'Name of the model.'),
  'llm.providers': json(
    listOf(furtherModelSchema),
    [],
    'Further models in order of fallback, each with provider, address, model, key name, prices, limits.',
  ),
  ...meterSettings,
  'phone.inbound': words(
    choice(['off', 'allowed', 'everyone']),
    'off',
    'Whose incoming calls are answered.',
  ),
  'phone.allow': list(listOf(phoneNumberSchema), [], 'Trusted callers.'),
  'phone.numbers': list(
    listOf(phoneNumberSchema),
    [],
    'Further own numbers; calls to them are ours.',
  ),
  'phone.disclosure': words(
    text(0, 1000),
    'This is {name}, an AI assistant. This call is transcribed.',
    'First sentence of every call; {name} is the agent. Left out only after a yes in the window.',
  ),
  'phone.greeting': words(
    text(0, 1000),
    'Hello, how can I help you today?',
    'First words of a call; empty: the agent waits.',
  ),
  'phone.voicemailText': words(
    text(1, 1000),
    'Hello, this is the mailbox of {name}, an AI assistant. Nobody can take your call now. Please leave a message after the tone; it is recorded and transcribed.',
    'What the mailbox of a number says before its tone; {name} is the agent.',
  ),
  'phone.language': words(languageSchema, 'en-US', 'Language of calls.'),
  'phone.ttsProvider': words(choice(ttsProviders), 'elevenlabs', 'Who speaks on calls.'),
  'phone.voiceId': words(
    optional(identifierSchema),
    null,
    'The voice, as the provider names it; when not set, its own choice.',
  ),
  'phone.ttsFallback': list(
    listOf(choice(ttsProviders)),
    [],
    'Further speech providers to try, in order.',
  ),
  'phone.transcribeDirection': words(
    choice(['both', 'in', 'out']),
    'both',
    'Which side of a call is transcribed.',
  ),
  'phone.silencePromptMs': number(
    milliseconds(100, 3_600_000),
    30_000,
    'Silence since the last word of either side before "are you still there?".',
  ),
  'phone.silenceHangupMs': number(
    milliseconds(100, 3_600_000),
    60_000,
    'Silence, in all, before a polite goodbye.',
  ),
  'phone.fillerAfterMs': number(
    milliseconds(100, 60_000),
    2000,
    "Longest silence after the end of the caller's turn before a filler is said, then again.",
  ),
  'phone.maxCallMs': number(
    milliseconds(1000, 3_600_000),
    3_300_000,
    'When the goodbye begins that ends a call, which is hung up within ten seconds; one that is handed over ends without one. The service cuts at an hour.',
  ),
  'phone.maxConcurrentCalls': number(wholeNumber(1, 50), 3, 'Calls at the same time.'),
  'phone.maxCallsOutPerDay': number(
    wholeNumber(0, 10_000),
    100,
    'Calls out a day, by whoever asks for them.',
  ),
  'phone.endpointing.minMs': number(
    milliseconds(0, 30_000),
    300,
    "Shortest wait for the end of the caller's turn.",
  ),
  'phone.endpointing.maxMs': number(
    milliseconds(0, 30_000),
    1500,
    "Longest wait for the end of the caller's turn.",
  ),
  ...agentSettings,
  'calendar.sources': json(
    calendarSourcesSchema,
    [],
    'Your calendars, each with name, kind (ics or caldav), url, username and writable; see Calendar.',
  ),
  'mcp.servers': json(
    mcpServersSchema,
    [],
    'MCP servers, each with name and command (args, env) or url (headers), enabled; see MCP servers.',
  ),
  ...briefSettings,
  ...desktopSettings,
  ...speechSettings,
  'retention.threadDays': number(
    wholeNumber(0, 36_500),
    0,
    'Days after which messages are deleted, with all that belongs to them; 0 keeps them.',
  ),
  'network.proxy': words(
    optional(proxySchema),
    null,
    'Proxy by which everything outside is reached, or off; when not set, those of HTTPS_PROXY and the like.',
  ),
  'updates.feed': words(
    optional(keyedAddressSchema),
    null,
    'Address of a feed that a package looks at once a day for newer versions; nothing is fetched without your yes.',
  ),
  'privacy.diagnostics': flag(flagSchema, false, 'Keep private fields in the local log.'),
  'keychain.enabled': named(
    'ADJUTANT_KEYCHAIN',
    flag(flagSchema, true, 'Keep secrets in the keychain of the operating system.'),
  ),
  'log.level': named(
    'ADJUTANT_LOG',
    words(choice(['debug', 'info', 'warn', 'error']), 'info', 'How much the local log tells.'),
  ),
} as const;

export type SettingKey = keyof typeof settingDefinitions;

/** All settings in force, by key. */
export type Settings = {
  readonly [K in SettingKey]: (typeof settingDefinitions)[K]['default'];
};

/** All keys, in the order of the settings view. */
export const settingKeys: readonly SettingKey[] =
  Object.keys(settingDefinitions).filter(isSettingKey);

/** What holds when nothing is set. */
export const defaultSettings: Settings = Object.freeze(
  Object.fromEntries(settingKeys.map((key) => [key, settingDefinitions[key].default])),
) as Settings;

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(settingDefinitions, key);
}

/** A policy of one tool as a key of its own: `agent.policies.place_call`. */
export type PolicyKey = `agent.policies.${string}`;

/** The variable that overrides a key: `phone.silencePromptMs` is `ADJUTANT_PHONE_SILENCE_PROMPT_MS`. */
export function variableFor(key: SettingKey | PolicyKey): string {
  const definition: SettingDefinition<unknown> | null = isSettingKey(key)
    ? settingDefinitions[key]
    : null;
  return definition?.variable ?? `ADJUTANT_${screamingSnake(key)}`;
}

/** The model to use first: an address alone means `openai-compatible`, nothing at all `builtin`. */
export function effectiveLlmProvider(
  settings: Pick<Settings, 'llm.provider' | 'llm.url'>,
): LlmProvider {
  return (
    settings['llm.provider'] ?? (settings['llm.url'] === null ? 'builtin' : 'openai-compatible')
  );
}
