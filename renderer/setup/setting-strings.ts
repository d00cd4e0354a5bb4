import type { SettingKey } from '../../shared/settings.ts';

/** The groups of the settings view, in its order. */
export const settingGroups = [
  'agent',
  'model',
  'carbonvoice',
  'voipbin',
  'calls',
  'tunnel',
  'plans',
  'desktop',
  'tools',
  'keeping',
] as const;
export type SettingGroup = (typeof settingGroups)[number];

/** The name of each group. */
export const groupNames: Readonly<Record<SettingGroup, string>> = {
  agent: 'The agent',
  model: 'Models and what they cost',
  carbonvoice: 'Carbon Voice',
  voipbin: 'VoIPBIN, the phone service',
  calls: 'Calls',
  tunnel: 'The public address',
  plans: 'Briefs and calendars',
  desktop: 'Keys, window, listening and reading aloud',
  tools: 'What tools may do',
  keeping: 'What is kept, the log and updates',
};

const groupOf: Readonly<Record<string, SettingGroup>> = {
  agent: 'agent',
  llm: 'model',
  meters: 'model',
  carbonvoice: 'carbonvoice',
  voipbin: 'voipbin',
  phone: 'calls',
  tunnel: 'tunnel',
  ngrok: 'tunnel',
  brief: 'plans',
  calendar: 'plans',
  desktop: 'desktop',
  stt: 'desktop',
  tts: 'desktop',
  mcp: 'tools',
  retention: 'keeping',
  updates: 'keeping',
  privacy: 'keeping',
  keychain: 'keeping',
  log: 'keeping',
};
const toolKeys: readonly string[] = [
  'agent.policies',
  'agent.fileFolders',
  'agent.approvalExpiresMs',
];

/** Where a setting stands. */
export function groupOfSetting(key: string): SettingGroup {
  if (toolKeys.includes(key)) return 'tools';
  return groupOf[key.split('.')[0] ?? ''] ?? 'keeping';
}

/** What each setting is called; what it does is told by `shared/settings.ts`. */
export const settingTitles: Readonly<Record<SettingKey, string>> = {
  'carbonvoice.url': 'Address of Carbon Voice',
  'carbonvoice.allow': 'Who may write besides you',
  'carbonvoice.socket': 'Live connection',
  'carbonvoice.signals': 'Show that an answer is coming',
  'carbonvoice.digestAfterMs': 'Answer old messages together after',
  'carbonvoice.expireAfterMs': 'Give up sending after',
  'voipbin.url': 'Address of VoIPBIN',
  'voipbin.delivery': 'How call events arrive',
  'voipbin.webhookTakeOver': 'Webhook of another program',
  'voipbin.source': 'Your number',
  'voipbin.caFile': 'Own certificate authority of VoIPBIN',
  'tunnel.provider': 'Tunnel',
  'ngrok.serverAddr': 'Another ngrok edge',
  'ngrok.caFile': 'Own certificate authority of that edge',
  'ngrok.domain': 'Reserved ngrok domain',
  'ngrok.monthlyRequests': 'Requests a month in your ngrok plan',
  'llm.provider': 'Who provides the model',
  'llm.url': 'Address of the model',
  'llm.model': 'Name of the model',
  'llm.providers': 'Further models',
  'meters.prices': 'Prices',
  'meters.capPerDay': 'Money a day',
  'meters.tokensPerDay': 'Tokens a day',
  'meters.onCap': 'At the limit of the day',
  'phone.inbound': 'Whose calls are answered',
  'phone.allow': 'Trusted callers',
  'phone.numbers': 'Further numbers of yours',
  'phone.disclosure': 'First sentence of every call',
  'phone.greeting': 'Greeting',
  'phone.voicemailText': 'Words of the mailbox',
  'phone.language': 'Language of calls',
  'phone.ttsProvider': 'Who speaks on calls',
  'phone.voiceId': 'Voice on calls',
  'phone.ttsFallback': 'Who speaks when the first cannot',
  'phone.transcribeDirection': 'Which side is transcribed',
  'phone.silencePromptMs': 'Ask “are you still there?” after',
  'phone.silenceHangupMs': 'Say goodbye to silence after',
  'phone.fillerAfterMs': 'Longest silence while thinking',
  'phone.maxCallMs': 'Longest call',
  'phone.maxConcurrentCalls': 'Calls at the same time',
  'phone.maxCallsOutPerDay': 'Calls out a day',
  'phone.endpointing.minMs': 'Wait at least, before answering',
  'phone.endpointing.maxMs': 'Wait at most, before answering',
  'agent.name': 'Name of the agent',
  'agent.instructions': 'Who the agent is',
  'agent.timeZone': 'Time zone',
  'agent.contextTokens': 'How much a model reads',
  'agent.paused': 'Paused',
  'agent.policies': 'Policies of tools',
  'agent.fileFolders': 'Folders for sending files',
  'agent.approvalExpiresMs': 'A question for your yes waits for',
  'calendar.sources': 'Your calendars',
  'mcp.servers': 'MCP servers',
  'brief.morning': 'Morning brief',
  'brief.evening': 'Evening brief',
  'brief.days': 'Days of briefs',
  'desktop.toggleShortcut': 'Key that shows and hides the window',
  'desktop.talkShortcut': 'Key for push to talk',
  'desktop.pauseShortcut': 'Key that pauses and resumes',
  'desktop.alwaysOnTop': 'Above all other windows',
  'desktop.hideOnBlur': 'Hide when another window is used',
  'desktop.startAtLogin': 'Start when you log in',
  'desktop.notifications': 'Notifications',
  'desktop.quietHours': 'Hours without notifications',
  'desktop.keepWindowMs': 'Close a hidden window after',
  'stt.url': 'Address for speech into text',
  'stt.model': 'Model for speech into text',
  'stt.language': 'Language that you speak',
  'stt.silenceMs': 'Silence that ends a recording',
  'stt.reviewBeforeSending': 'Read your words before they are sent',
  'stt.listenOnToggle': 'Listen when the key shows the window',
  'tts.url': 'Address for reading aloud',
  'tts.model': 'Model for reading aloud',
  'tts.voice': 'Voice for reading aloud',
  'tts.readAloud': 'Read answers aloud',
  'retention.threadDays': 'Delete messages after days',
  'network.proxy': 'Proxy to the outside',
  'updates.feed': 'Feed of newer versions',
  'privacy.diagnostics': 'Private fields in the log',
  'keychain.enabled': 'Use the keychain',
  'log.level': 'How much the log tells',
};

const secretTitles: Readonly<Record<string, readonly [string, SettingGroup, string]>> = {
  'carbonvoice-pat': [
    'Token of the agent account',
    'carbonvoice',
    'developer.carbonvoice.app, Agents, your agent, Personal access tokens. It is shown once.',
  ],
  'voipbin-token': [
    'VoIPBIN access key',
    'voipbin',
    'VoIPBIN console, Access keys. It needs the rights of a manager or administrator.',
  ],
  'voipbin-username': ['VoIPBIN user', 'voipbin', 'Instead of an access key.'],
  'voipbin-password': ['VoIPBIN password', 'voipbin', 'Instead of an access key.'],
  'ngrok-authtoken': [
    'ngrok authtoken',
    'tunnel',
    'dashboard.ngrok.com, Getting started, Your authtoken.',
  ],
  'llm-key': [
    'Key of the model',
    'model',
    'From the provider of the model; a local one needs none.',
  ],
  'stt-key': ['Key for speech into text', 'desktop', 'Where that address needs one.'],
  'tts-key': ['Key for reading aloud', 'desktop', 'Where that address needs one.'],
  'proxy-password': [
    'Password of the proxy',
    'keeping',
    'Where network.proxy holds a name; ask whoever runs the network.',
  ],
  'phone-pin': [
    'Your PIN on the phone',
    'calls',
    'Four to twelve digits, better six: said on a call, it makes the call yours.',
  ],
};

export type SecretWords = {
  readonly title: string;
  readonly about: string;
  readonly group: SettingGroup;
};

/** What a secret is called, and where it is found. */
export function secretWords(name: string): SecretWords {
  const known = secretTitles[name];
  if (known) return { title: known[0], group: known[1], about: known[2] };
  const own = name.slice(name.indexOf('.') + 1);
  if (name.startsWith('llm-key.')) {
    return { title: `Key of the model “${own}”`, group: 'model', about: 'Named in llm.providers.' };
  }
  if (name.startsWith('calendar.')) {
    const title = `Password of the calendar “${own}”`;
    return { title, group: 'plans', about: 'Named in calendar.sources.' };
  }
  return { title: `Secret “${own}”`, group: 'tools', about: 'Named in mcp.servers.' };
}

/** What the settings view says. */
export const settingStrings = {
  label: 'Words of a setting',
  placeholder: 'Filter settings, such as “greeting” or “number”',
  onlyChanged: 'Changed ones only',
  none: 'No setting has these words.',
  noneChanged: 'Nothing is changed: everything is as it came.',
  changed: 'changed',
  default: 'Back to default',
  defaultOf: (title: string) => `Back to default: ${title}`,
  was: (value: string) => `Default: ${value}`,
  nothing: 'not set',
  fixed: (variable: string) => `Fixed by ${variable}. Change it there; here it is shown only.`,
  saved: 'Saved.',
  savedWaits: 'Saved. It holds after a restart.',
  waits: 'Holds after a restart.',
  undo: (title: string) => `Undo the change: ${title}`,
  undone: 'As it was.',
  hint: 'Enter saves, Escape leaves it as it was.',
  hintLong: 'Ctrl+Enter saves, Escape leaves it as it was.',
  oneALine: 'One a line.',
  asJson: 'As JSON.',
  save: 'Save',
  unset: '(not set)',
  problem: (source: string, message: string) => `${source}: ${message}`,
  disclosure: {
    question: 'Leave the first sentence of calls out?',
    meaning:
      'Callers are then not told that they speak with an AI, nor that the call is transcribed. In many places the law demands that they are, and you answer for it. Who asks is still told the truth.',
    yes: 'Yes, leave it out',
    no: 'Keep it',
    isOut: 'Left out with your yes: callers are not told that they speak with an AI.',
  },
  keys: {
    record: 'Record',
    recordOf: (title: string) => `Record: ${title}`,
    recording: 'Press the keys…',
    how: 'Press the keys now. Escape leaves it as it was.',
    cancelled: 'Left as it was.',
    taken: (keys: string) => `${keys}.`,
    notThis: (keys: string) =>
      `${keys} would be taken from every program: add Ctrl, Alt, Shift or the like.`,
    elsewhere: {
      toggle: 'Works in the desktop app. Here, bind “adjutant toggle” to a key of your desktop.',
      talk: 'Works in the desktop app. Here, bind “adjutant talk” to a key of your desktop.',
      pause: 'Works in the desktop app. Here, bind “adjutant pause” and “adjutant resume” to keys.',
    },
    wayland: 'If nothing happens, bind “adjutant toggle” to a key of your desktop.',
    states: {
      none: 'No key.',
      refused: 'The system refuses it: another program has it.',
      twice: 'Not in force: another key here is the same.',
      unseen: 'Taken by the system, not pressed yet in this run.',
      works: 'It works: it was pressed.',
    },
  },
  restart: {
    waits: (count: number) =>
      count === 1 ? 'One change holds after a restart.' : `${count} changes hold after a restart.`,
    now: 'Restart now',
    restarting: 'Restarting…',
  },
  secret: {
    states: { set: 'set', unset: 'not set', unknown: 'not known: the keychain does not answer' },
    fixed: (by: string) => `Fixed by ${by} for this run.`,
    set: 'Set',
    setOf: (title: string) => `Set: ${title}`,
    replace: 'Replace',
    replaceOf: (title: string) => `Replace: ${title}`,
    remove: 'Remove',
    removeOf: (title: string) => `Remove: ${title}`,
    value: (title: string) => `Value of: ${title}`,
    never: 'Goes into the keychain and is never shown again.',
    save: 'Keep it',
    leave: 'Leave it',
    kept: { keychain: 'Kept in the keychain.', memory: 'Kept for this run only.' },
    removed: 'Removed.',
    undo: (title: string) => `Undo the change of the secret: ${title}`,
  },
} as const;
