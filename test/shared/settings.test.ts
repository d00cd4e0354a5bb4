import { describe, expect, test } from 'vitest';
import type { SettingDefinition, SettingKey } from '../../shared/settings.ts';
import {
  defaultSettings,
  effectiveLlmProvider,
  settingDefinitions,
  settingKeys,
  variableFor,
} from '../../shared/settings.ts';
import { noPrices } from '../../shared/meters.ts';
import { toolNames } from '../../shared/policies.ts';

const somePrices = {
  ...{ currency: 'EUR', models: { 'openai/small': { input: 0.5, output: 2 } } },
  ...{ sttMinute: 0.02, ttsMillion: 15, callMinute: null },
};

/** Key, variable, default, a value that is taken, and values that are not. */
const contract: readonly (readonly [SettingKey, string, unknown, unknown, ...unknown[]])[] = [
  ['carbonvoice.url', 'CARBONVOICE_URL', 'https://api.carbonvoice.app', 'http://[::1]:1', 'x', 1],
  ['carbonvoice.allow', 'CARBONVOICE_ALLOW', [], ['abc-1'], ['a b'], 'abc', null],
  ['carbonvoice.socket', 'CARBONVOICE_SOCKET', true, false, 'maybe', 0],
  ['carbonvoice.signals', 'CARBONVOICE_SIGNALS', true, false, 'maybe', 0],
  ['carbonvoice.digestAfterMs', 'CARBONVOICE_DIGEST_AFTER_MS', 43_200_000, 1000, -1, 1.5, '1'],
  [
    'carbonvoice.expireAfterMs',
    'CARBONVOICE_EXPIRE_AFTER_MS',
    259_200_000,
    60_000,
    59_999,
    1.5,
    'x',
  ],
  ['voipbin.url', 'VOIPBIN_URL', 'https://api.voipbin.net', 'http://127.0.0.1:1', 'ftp://a'],
  ['voipbin.delivery', 'VOIPBIN_DELIVERY', 'websocket', 'both', 'socket'],
  ['voipbin.webhookTakeOver', 'VOIPBIN_WEBHOOK_TAKE_OVER', 'ask', 'always', 'never'],
  ['voipbin.source', 'VOIPBIN_SOURCE', null, '+14155550100', '0171', '+0123456', ''],
  ['voipbin.caFile', 'VOIPBIN_CA_FILE', null, '/etc/ca.pem', ''],
  ['tunnel.provider', 'TUNNEL', null, 'off', 'on'],
  ['ngrok.serverAddr', 'NGROK_SERVER_ADDR', null, '127.0.0.1:4443', 'host', 'https://a:1'],
  ['ngrok.caFile', 'NGROK_CA_FILE', null, 'ca.pem', 1],
  ['ngrok.domain', 'NGROK_DOMAIN', null, 'a-b.ngrok.app', 'https://a.b', 'localhost'],
  ['ngrok.monthlyRequests', 'NGROK_MONTHLY_REQUESTS', 20_000, 0, -1, 1.5],
  ['llm.provider', 'LLM_PROVIDER', null, 'anthropic', 'gpt'],
  ['llm.url', 'LLM_URL', null, 'http://localhost:11434/v1', 'http://10.0.0.1/v1'],
  ['llm.model', 'LLM_MODEL', null, 'small', ''],
  ['llm.providers', 'LLM_PROVIDERS', [], [], {}, [{ provider: 'openai' }], [1]],
  ['meters.prices', 'METERS_PRICES', noPrices, somePrices, { models: 7 }, { euros: 1 }, 'cheap'],
  ['meters.capPerDay', 'METERS_CAP_PER_DAY', null, 2.5, -1, 'much'],
  ['meters.tokensPerDay', 'METERS_TOKENS_PER_DAY', null, 100_000, -1, 1.5],
  ['meters.onCap', 'METERS_ON_CAP', 'warn', 'stop', 'panic'],
  ['phone.inbound', 'PHONE_INBOUND', 'off', 'everyone', 'on'],
  ['phone.allow', 'PHONE_ALLOW', [], ['+14155550100'], ['4155550100']],
  ['phone.numbers', 'PHONE_NUMBERS', [], ['+14155550100'], ['+1']],
  [
    'phone.disclosure',
    'PHONE_DISCLOSURE',
    'This is {name}, an AI assistant. This call is transcribed.',
    'Hi.',
    1,
  ],
  ['phone.greeting', 'PHONE_GREETING', 'Hello, how can I help you today?', '', null],
  [
    'phone.voicemailText',
    'PHONE_VOICEMAIL_TEXT',
    'Hello, this is the mailbox of {name}, an AI assistant. Nobody can take your call now. Please leave a message after the tone; it is recorded and transcribed.',
    'Please leave a message.',
    '',
  ],
  ['phone.language', 'PHONE_LANGUAGE', 'en-US', 'de-DE', 'english please', ''],
  ['phone.ttsProvider', 'PHONE_TTS_PROVIDER', 'elevenlabs', 'gcp', 'siri'],
  ['phone.voiceId', 'PHONE_VOICE_ID', null, '21m00Tcm4TlvDq8ikWAM', 'a b'],
  ['phone.ttsFallback', 'PHONE_TTS_FALLBACK', [], ['gcp', 'aws'], ['siri']],
  ['phone.transcribeDirection', 'PHONE_TRANSCRIBE_DIRECTION', 'both', 'in', 'left'],
  ['phone.silencePromptMs', 'PHONE_SILENCE_PROMPT_MS', 30_000, 500, 0, 4_000_000],
  ['phone.silenceHangupMs', 'PHONE_SILENCE_HANGUP_MS', 60_000, 1000, 0],
  ['phone.fillerAfterMs', 'PHONE_FILLER_AFTER_MS', 2000, 1000, 0],
  ['phone.maxCallMs', 'PHONE_MAX_CALL_MS', 3_300_000, 60_000, 3_600_001],
  ['phone.maxConcurrentCalls', 'PHONE_MAX_CONCURRENT_CALLS', 3, 1, 0, 1.5],
  ['phone.maxCallsOutPerDay', 'PHONE_MAX_CALLS_OUT_PER_DAY', 100, 0, -1, 1.5],
  ['phone.endpointing.minMs', 'PHONE_ENDPOINTING_MIN_MS', 300, 0, -1],
  ['phone.endpointing.maxMs', 'PHONE_ENDPOINTING_MAX_MS', 1500, 800, 'soon'],
  ['agent.name', 'AGENT_NAME', 'Adjutant', 'Ada', ''],
  ['agent.instructions', 'AGENT_INSTRUCTIONS', '', 'Be brief.', 1],
  ['agent.timeZone', 'AGENT_TIME_ZONE', null, 'Europe/Berlin', 'Mars/Olympus', ''],
  ['agent.approvalExpiresMs', 'AGENT_APPROVAL_EXPIRES_MS', 14_400_000, 60_000, 1000],
  ['agent.contextTokens', 'AGENT_CONTEXT_TOKENS', 16_000, 8000, 1999, 'many'],
  [
    'agent.fileFolders',
    'AGENT_FILE_FOLDERS',
    ['~/Documents', '~/Desktop', '~/Downloads'],
    ['/papers', '~', 'C:\\Papers'],
    ...['papers', ['~me/papers'], ['']],
  ],
  ['agent.paused', 'AGENT_PAUSED', false, true, 'perhaps'],
  ['agent.policies', 'AGENT_POLICIES', {}, { place_call: 'deny' }, { place: 'deny' }, 'deny'],
  [
    'calendar.sources',
    'CALENDAR_SOURCES',
    [],
    [{ name: 'a', kind: 'ics', url: '/a.ics', username: null, writable: false }],
    'https://example.com/a.ics',
    [{ name: 'a b', kind: 'ics' }],
    [{ name: 'a', kind: 'caldav' }],
    [{ name: 'a', kind: 'ics', password: 'x' }],
  ],
  [
    'mcp.servers',
    'MCP_SERVERS',
    [],
    [],
    {},
    [1],
    [{ name: 'a' }],
    [{ name: 'a b', command: 'x' }],
    [{ name: 'a', command: 'x', url: 'https://x.example' }],
    [{ name: 'a', url: 'http://x.example' }],
    [{ name: 'a', command: 'x', env: { T: 'mcp.b.T' } }],
    [{ name: 'a', command: 'x', shell: true }],
    [
      { name: 'a', command: 'x' },
      { name: 'A', command: 'y' },
    ],
  ],
  ['brief.morning', 'BRIEF_MORNING', null, '08:00', '8:00', '24:00', 8],
  ['brief.evening', 'BRIEF_EVENING', null, '18:30', 'evening'],
  ['brief.days', 'BRIEF_DAYS', ['mon', 'tue', 'wed', 'thu', 'fri'], ['sun', 'sat'], ['today']],
  ['desktop.toggleShortcut', 'DESKTOP_TOGGLE_SHORTCUT', 'CommandOrControl+Shift+Space', 'F9', 'A'],
  ['desktop.talkShortcut', 'DESKTOP_TALK_SHORTCUT', 'CommandOrControl+Shift+J', 'Alt+1', 'Alt+'],
  ['desktop.pauseShortcut', 'DESKTOP_PAUSE_SHORTCUT', null, 'F10', 'P'],
  ['desktop.alwaysOnTop', 'DESKTOP_ALWAYS_ON_TOP', true, false, 'no'],
  ['desktop.hideOnBlur', 'DESKTOP_HIDE_ON_BLUR', false, true, 'yes'],
  ['desktop.keepWindowMs', 'DESKTOP_KEEP_WINDOW_MS', 1_800_000, 0, -1],
  ['desktop.startAtLogin', 'DESKTOP_START_AT_LOGIN', false, true, 'yes'],
  ['desktop.notifications', 'DESKTOP_NOTIFICATIONS', true, false, 'no'],
  ['desktop.quietHours', 'DESKTOP_QUIET_HOURS', null, '22:00-07:00', '22:00', '7-8'],
  ['stt.url', 'STT_URL', null, 'https://stt.example/v1', 'https://u:p@stt.example'],
  ['stt.model', 'STT_MODEL', null, 'whisper-1', ''],
  ['stt.language', 'STT_LANGUAGE', null, 'de', 'german'],
  ['stt.silenceMs', 'STT_SILENCE_MS', 1500, 2000, 10],
  ['stt.reviewBeforeSending', 'STT_REVIEW_BEFORE_SENDING', false, true, 'perhaps'],
  ['stt.listenOnToggle', 'STT_LISTEN_ON_TOGGLE', true, false, 'perhaps'],
  ['tts.url', 'TTS_URL', null, 'https://tts.example/v1', 'https://tts.example?key=1'],
  ['tts.model', 'TTS_MODEL', null, 'tts-1', ''],
  ['tts.voice', 'TTS_VOICE', null, 'alloy', ''],
  ['tts.readAloud', 'TTS_READ_ALOUD', 'off', 'spoken', 'loudly'],
  ['retention.threadDays', 'RETENTION_THREAD_DAYS', 0, 365, -1],
  [
    'network.proxy',
    'NETWORK_PROXY',
    null,
    'http://name@proxy.example:3128',
    'http://name:word@proxy.example:3128',
    'socks5://proxy.example:1080',
    'http://proxy.example:3128/path',
    'http://proxy.example:99999',
    'proxy.example:3128',
    '',
  ],
  [
    'updates.feed',
    'UPDATES_FEED',
    null,
    'https://updates.example/adjutant',
    'http://updates.example',
  ],
  ['privacy.diagnostics', 'PRIVACY_DIAGNOSTICS', false, true, 2],
  ['keychain.enabled', 'KEYCHAIN', true, false, 'no'],
  ['log.level', 'LOG', 'info', 'debug', 'trace'],
];

function definition(key: SettingKey): SettingDefinition<unknown> {
  return settingDefinitions[key];
}

test('every setting is in the table of this test, once', () => {
  expect(contract.map(([key]) => key).toSorted()).toEqual(settingKeys.toSorted());
  expect(new Set(settingKeys.map(variableFor)).size).toBe(settingKeys.length);
});

for (const [key, variable, fallback, good, ...bad] of contract) {
  describe(key, () => {
    test('has its variable, its default, which is valid, and a line of explanation', () => {
      expect(variableFor(key)).toBe(`ADJUTANT_${variable}`);
      expect(defaultSettings[key]).toEqual(fallback);
      expect(definition(key).schema.parse(fallback)).toEqual(fallback);
      expect(definition(key).doc).toMatch(/^[A-Z].*\.$/u);
    });

    test('takes what is allowed and says in plain words what is', () => {
      expect(definition(key).schema.parse(good)).toEqual(good);
      for (const value of bad) {
        const parsed = definition(key).schema.safeParse(value);
        expect(parsed.success).toBe(false);
        for (const { message } of parsed.error?.issues ?? []) {
          expect(message).toMatch(/^(?:must|may|is not)/u);
        }
      }
    });
  });
}

test('reads numbers, addresses, languages and switches in the spellings people use', () => {
  const parse = (key: SettingKey, value: unknown): unknown => definition(key).schema.parse(value);
  expect(parse('voipbin.source', '+1 (415) 555-0100')).toBe('+14155550100');
  expect(parse('llm.url', 'https://llm.example/v1//')).toBe('https://llm.example/v1');
  expect(parse('phone.language', 'en-us')).toBe('en-US');
  expect(['on', 'true', '1', 'off'].map((word) => parse('agent.paused', word))).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

test.each([
  'http://example.com',
  'http://127.0.0.1.example.com',
  'http://localhost@example.com',
  'http://localhost\\@example.com',
  'http://example.com#@localhost',
  'https://user@example.com',
  'https://example.com/a b',
  'ws://127.0.0.1',
  'javascript:alert(1)',
  '//example.com',
])('sends no key to %s', (address) => {
  expect(definition('llm.url').schema.safeParse(address).success).toBe(false);
});

test('a policy is one word or one for each channel, and tools are known by name', () => {
  const { schema } = settingDefinitions['agent.policies'];
  const all = Object.fromEntries(toolNames.map((tool) => [tool, 'ask']));
  expect(schema.safeParse(all).success).toBe(true);
  const byChannel = { add_task: { phone: 'deny', desktop: 'allow' }, 'mcp.files.read': 'ask' };
  expect(schema.parse(byChannel)).toEqual(byChannel);
  for (const bad of [{ add_task: 'maybe' }, { add_task: {} }, { add_task: { fax: 'ask' } }]) {
    expect(schema.safeParse(bad).success).toBe(false);
  }
});

test('a further model needs an address only where none is known, and never holds a key itself', () => {
  const { schema } = settingDefinitions['llm.providers'];
  expect(schema.parse([{ provider: 'openai', model: 'small' }])).toEqual([
    { provider: 'openai', model: 'small', url: null, key: null, prices: null, limits: null },
  ]);
  const bad = [
    { provider: 'openai-compatible', model: 'small' },
    { provider: 'openai', model: 'small', key: 'sk-123' },
    { provider: 'openai', model: 'small', apiKey: 'sk-123' },
  ];
  for (const model of bad) expect(schema.safeParse([model]).success).toBe(false);
});

test('an address alone means an OpenAI-compatible model, and nothing the built-in one', () => {
  const url = 'http://127.0.0.1:1/v1';
  expect(effectiveLlmProvider({ 'llm.provider': null, 'llm.url': null })).toBe('builtin');
  expect(effectiveLlmProvider({ 'llm.provider': null, 'llm.url': url })).toBe('openai-compatible');
  expect(effectiveLlmProvider({ 'llm.provider': 'openai', 'llm.url': url })).toBe('openai');
});

test.each(['http://CORP\\anna@proxy.example:3128', 'http://anna@corp.example@proxy.example:3128'])(
  'a name in the address of a proxy is written as in addresses, and %s is told how',
  (value) => {
    const { schema } = settingDefinitions['network.proxy'];
    expect(schema.safeParse(value).error?.issues[0]?.message).toContain(
      '\\ written as %5C and @ as %40',
    );
    const [, name = ''] = /\/\/(.*)@/u.exec(value) ?? [];
    const written = `http://${encodeURIComponent(name)}@proxy.example:3128`;
    expect(schema.parse(written)).toBe(written);
  },
);
