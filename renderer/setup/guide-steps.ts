import type { Hop } from '../../shared/doctor.ts';
import type { SettingKey } from '../../shared/settings.ts';
import type { StepName } from './guide-step-names.ts';

export type GuideStep = {
  readonly title: string;
  /** What it is good for, and what happens without it. */
  readonly why: string;
  /** Where to find it, click by click. */
  readonly clicks: readonly string[];
  readonly settings: readonly SettingKey[];
  readonly secrets: readonly string[];
  /** What is looked at once something of it was set. */
  readonly hops: readonly Hop[];
  /** Settings after which it is looked at; after a secret always. */
  readonly looksAfter: readonly SettingKey[];
  /** What a look or a button of it does at a service. */
  readonly does: string;
};

const none = { clicks: [], settings: [], secrets: [], hops: [], looksAfter: [], does: '' };

/** What each step says and asks for. */
export const guideSteps: Readonly<Record<StepName, GuideStep>> = {
  start: {
    ...none,
    title: 'Welcome',
    why: 'Your chief of staff answers here, by Carbon Voice and on the phone. This guide asks for one thing at a time, tests it at once, and can be left and taken up again wherever you like. Every step may be skipped.',
  },
  model: {
    title: 'A model',
    why: 'It thinks with a model of your choice, on this machine or of a provider. Without one it still keeps notes, tasks and reminders, and takes messages.',
    clicks: [
      'A server on this machine (Ollama, LM Studio, llama.cpp): choose openai-compatible and give its address, such as http://127.0.0.1:11434/v1. It needs no key.',
      'OpenAI: choose openai. The key: platform.openai.com, API keys, Create new secret key. It is shown once.',
      'Anthropic: choose anthropic. The key: console.anthropic.com, API keys, Create key. It is shown once.',
    ],
    settings: ['llm.provider', 'llm.url', 'llm.model'],
    secrets: ['llm-key'],
    hops: ['model'],
    looksAfter: ['llm.model'],
    does: 'The look asks the model for one word, which may cost a few tokens.',
  },
  carbonvoice: {
    ...none,
    title: 'Carbon Voice: an agent account',
    why: 'You talk to your agent by voice message, and it answers in the same conversation. It has an account of its own; whoever makes that account is its owner, and the only one it answers at first.',
    clicks: [
      'Open developer.carbonvoice.app and log in.',
      'Click Agents in the left sidebar, then Create Agent, and give it a name.',
      'On the Agent Setup page, scroll down to Personal access tokens and click Create token. Name it, and click Create.',
      'Copy the token now: it is shown this once. Paste it here.',
    ],
    secrets: ['carbonvoice-pat'],
    hops: ['carbonvoice-identity'],
    does: 'The look asks Carbon Voice who the token belongs to. Nothing is sent.',
  },
  tunnel: {
    title: 'A public address',
    why: 'Optional. New messages are fetched without one. With one, Carbon Voice delivers them as well, and the phone service can.',
    clicks: [
      'Make an account at ngrok.com; the free plan is enough.',
      'Open dashboard.ngrok.com, Getting started, Your authtoken, and copy it.',
      'If the plan has a domain of yours (Domains in the left sidebar), give it as well: the address then stays the same.',
    ],
    settings: ['ngrok.domain'],
    secrets: ['ngrok-authtoken'],
    hops: ['tunnel', 'public-path'],
    looksAfter: [],
    does: 'The look sends one request through the address. Only the paths of the webhooks can be reached by it.',
  },
  subscription: {
    ...none,
    title: 'Carbon Voice: deliveries',
    why: 'With a public address, the webhook is registered by itself, with a filter that leaves the agent’s own messages out. Only where Carbon Voice refuses that does it take you.',
    clicks: [
      'On the Agent Setup page at developer.carbonvoice.app, scroll down to Webhook subscription.',
      'Enter the address below as the webhook URL.',
      'Add the filter below, so that the agent is not told of what it says itself.',
      'Click Subscribe.',
    ],
    hops: ['carbonvoice-subscription'],
    does: 'The look asks what is known of deliveries. Nothing is sent.',
  },
  voipbin: {
    ...none,
    title: 'The phone: VoIPBIN',
    why: 'Your agent takes calls and places them. Events of calls come by a connection from here; no public address is needed.',
    clicks: [
      'Log in to the VoIPBIN console as a manager or administrator of your account.',
      'Open Access keys and create one. It is shown once: paste it here.',
      'Or give the name and the password of such a user: an access key can then be made here.',
    ],
    secrets: ['voipbin-token', 'voipbin-username', 'voipbin-password'],
    hops: ['voipbin-account', 'voipbin-socket'],
    does: 'The look reads the account and listens for events. Nobody is called.',
  },
  number: {
    title: 'Your number',
    why: 'Calls out come from it, and calls to it are yours to have answered. Calls to other numbers of the account are never touched. Off until you say whose calls are answered.',
    clicks: [
      'Numbers are bought in the VoIPBIN console, under Numbers. Adjutant buys none.',
      'Write the number in full, with its country code, such as +14155550123.',
      'Choose whose calls are answered, then have the number answered below.',
    ],
    settings: ['voipbin.source', 'phone.inbound'],
    secrets: [],
    hops: ['voipbin-number'],
    looksAfter: ['voipbin.source', 'phone.inbound'],
    does: '“Answer calls with Adjutant” sets the flow of that number at your account; Undo puts back what answered it before.',
  },
  owner: {
    ...none,
    title: 'You',
    why: 'At this window you are known. On the phone a number proves nothing: say “my PIN is” and its digits, and the call is yours.',
    settings: ['agent.name', 'agent.timeZone'],
    secrets: ['phone-pin'],
  },
  proof: {
    ...none,
    title: 'The proof',
    why: 'Every hop on the way, looked at live.',
  },
};

/** What else the guide says. */
export const guideStrings = {
  steps: 'Steps of the guide',
  place: (at: number, of: number) => `Step ${at} of ${of}`,
  states: { done: 'done', open: 'open' },
  begin: 'Begin',
  next: 'Next',
  skip: 'Skip for now',
  back: 'Back',
  finish: 'Done',
  where: 'Where to find it',
  test: 'Test it',
  testing: 'Testing…',
  result: 'What the test found',
  try: 'Just try it',
  tryHow:
    'Starts the rehearsal: practice services stand in for Carbon Voice and VoIPBIN, in a thread of its own. Adjutant starts again in its place; nothing real is touched, and you come back by “End the rehearsal”.',
  rehearsing:
    'This is a rehearsal: nothing here is real, and what the guide sets up is. End the rehearsal first; what was practised stays in a thread of its own.',
  endRehearsal: 'End the rehearsal',
  restarting: 'Starting again…',
  address: 'Webhook URL',
  filter: 'Filter',
  filterWords: (agentId: string) => `creator_id, ne, ${agentId}`,
  noAddress: 'There is no public address, so there is nothing to register: messages are fetched.',
  noAccount: 'First: the agent account.',
  registered: 'Registered by itself at this address.',
  unregistered: 'Not registered yet. It is tried again by itself; or do it at the portal as above.',
  accessKey: {
    about:
      'You are signed in by user and password. An access key opens the same account, ends by itself, and can be taken back at the console without a new password.',
    make: 'Make an access key',
    making: 'Asking VoIPBIN…',
    made: {
      keychain: (_detail: string, expiresAt: number | null) => madeKey(expiresAt),
      memory: (detail: string, expiresAt: number | null) =>
        `${madeKey(expiresAt)} It is kept for this run only. ${detail}`,
    },
  },
  account: (name: string) => `The agent account is “${name}”; whoever made it is its owner.`,
  copy: 'Copy',
  copyOf: (what: string) => `Copy: ${what}`,
  copied: 'Copied.',
  first: 'A first real message',
  firstWait:
    'Now send your agent a Carbon Voice message from your phone. It shows here when it arrives.',
  firstCame: (text: string) => `It arrived: ${text}`,
  firstNoWords: 'It arrived; its words are still being transcribed.',
  firstOff: 'Carbon Voice is not connected, so no message can come yet.',
};

function madeKey(expiresAt: number | null): string {
  const until = expiresAt === null ? '' : ` until ${new Date(expiresAt).toLocaleDateString()}`;
  return `Made, and in use${until}. User and password are not needed any more.`;
}
