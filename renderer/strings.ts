import type { CallView } from '../shared/call-status.ts';
import type { ConnectionName, ConnectionStatus } from '../shared/connection.ts';
import { composerStrings } from './composer-strings.ts';
import { describeOutcome } from '../shared/call-outcome.ts';
import type { CallOutcome } from '../shared/call-outcome.ts';
import type { NumberView } from '../shared/phone-number.ts';
import { briefKinds, type Channel, type Principal } from '../shared/thread.ts';

const connectionNames: Readonly<Record<ConnectionName, string>> = {
  carbonvoice: 'Carbon Voice',
  voipbin: 'Phone',
  tunnel: 'Tunnel',
  llm: 'Model',
  keychain: 'Keychain',
  mcp: 'MCP servers',
};

const connectionStatuses: Readonly<Record<ConnectionStatus, string>> = {
  off: 'off',
  connecting: 'connecting',
  connected: 'connected',
  reconnecting: 'reconnecting',
  refused: 'refused',
  failed: 'failed',
};

const channels: Readonly<Record<Channel, string>> = {
  carbonvoice: 'Carbon Voice',
  phone: 'Phone',
  sms: 'Text',
  desktop: 'Desktop',
  system: 'System',
};

const principals: Readonly<Record<Principal, string>> = {
  owner: 'Owner',
  trusted: 'Trusted',
  stranger: 'Stranger',
};

const callStates: Readonly<Record<CallView['state'], string>> = {
  waiting: 'ringing',
  live: 'live',
  'handed-over': 'handed over',
  leaving: 'saying goodbye',
  over: 'ended',
};

const callTroubles: Readonly<Record<NonNullable<CallView['trouble']>, string>> = {
  'cannot-hear': 'Transcription is being restored; what is said now may be missed.',
  'cannot-speak': 'No voice is available; each sentence is spoken on its own.',
  speechless: 'Nothing could be said yet; where that stays so, the call is hung up.',
};

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

const answerers: Readonly<Record<NumberView['answeredBy'], string>> = {
  adjutant: 'Rings here; a mailbox takes the calls when nobody does.',
  mailbox: 'The mailbox takes every call now.',
  other: 'Something else answers it',
  nothing: 'Nothing answers it.',
};

/** Every sentence of the window, in one place for translation. Values come in as arguments. */
export const strings = {
  appName: 'Adjutant',
  tryAgain: 'Try again',
  connections: {
    title: 'Connections',
    names: connectionNames,
    statuses: connectionStatuses,
    show: 'Show connections',
    hide: 'Hide connections',
    problem: (name: string, status: string) => `${name}: ${status}.`,
    more: (count: number) => (count === 1 ? 'and 1 more problem' : `and ${count} more problems`),
  },
  pause: {
    pause: 'Pause',
    resume: 'Resume',
    paused: 'Paused. Messages are received and kept; nothing is answered until you resume.',
    pausedBy: (variable: string) =>
      `Paused by ${variable}. Messages are received and kept; nothing is answered.`,
    fixedBy: (variable: string) => `Set by ${variable}; it can only be changed there.`,
  },
  page: {
    connecting: 'Connecting to Adjutant…',
    silent: 'Adjutant does not answer at the moment. It may be busy; nothing is lost.',
    lost: 'No connection to Adjutant. Trying again by itself.',
    tryNow: 'Try now',
    ended: 'This page is not signed in. For a fresh link, use the tray or run:',
    command: 'adjutant ui',
    sourceCommand: 'npm run -s adjutant -- ui',
    or: 'or',
    loadFailed: (reason: string) => `The thread could not be loaded: ${reason}`,
  },
  keychain: {
    memoryOnly: 'Keys that you set are kept in memory only, until Adjutant ends',
  },
  settings: {
    title: (count: number) =>
      count === 1 ? '1 setting was not taken' : `${count} settings were not taken`,
    from: (source: string) => `in ${source}`,
    open: 'Open the settings',
  },
  thread: {
    title: 'Thread',
    channels,
    principals,
    to: (principal: string) => `to ${principal.toLowerCase()}`,
    you: 'You',
    attachments: 'Attachments',
    attachmentKinds: { link: 'Link', file: 'File', audio: 'Recording' },
    attachmentStates: { kept: 'Being sent', uploaded: 'Being sent', awaited: 'Being fetched' },
    today: 'Today',
    yesterday: 'Yesterday',
    loadEarlier: 'Load earlier messages',
    loadLater: 'Load later messages',
    loadingMore: 'Loading…',
    earlierFailed: 'Earlier messages could not be loaded.',
    laterFailed: 'Later messages could not be loaded.',
    jump: 'Jump to latest',
    unseen: (count: number) => (count === 1 ? '1 new message' : `${count} new messages`),
    newSince: 'New since you were away',
    newSinceCount: (count: number) =>
      `New since you were away: ${count === 1 ? '1 message' : `${count} messages`}`,
    showCited: 'Show this message in the thread',
    showAll: (characters: string) => `Show all ${characters} characters`,
    image: (description: string) => `Image: ${description}`,
    nameless: 'no description',
    unheard: 'Interrupted here; the rest was not heard.',
    nothingHeard: 'Interrupted before a word was heard.',
  },
  delivery: {
    transcript: 'Waiting for the transcript…',
    kept: 'Kept; answered after you resume',
    queued: 'Waiting to be sent',
    writing: 'Writing…',
    sending: 'Sending…',
    ignored: 'Not answered',
    failedIn: 'Could not be handled',
    failedOut: 'Not sent',
    unknown: 'May have been sent; the answer was lost',
    attempts: (count: number) => `${count} attempts`,
    because: (what: string, reason: string) => `${what}: ${reason}`,
  },
  stuck: {
    title: 'What to do about it',
    again: 'Try again',
    lookAgain: 'Look again',
    edit: 'In other words',
    newWords: 'Other words',
    hint: 'Enter sends, Escape leaves it as it is.',
    send: 'Send',
    leave: 'Leave it',
    drop: 'Drop it',
  },
  announce: {
    said: (who: string, text: string) => `${who}: ${text}`,
    received: (channel: string, text: string) => `New message, ${channel}: ${text}`,
  },
  empty: {
    title: (name: string) => `${name} is ready when you are.`,
    intro: 'One thread, three ways into it:',
    desk: 'At your desk',
    deskHow: 'Write below, or call this window with your keyboard shortcut.',
    away: 'On the go',
    awayHow: 'Send a Carbon Voice message; the answer comes back to the same conversation.',
    phone: 'By phone',
    phoneHow: 'Call your number and talk; a brief of the call lands here.',
    notSetUp: 'not set up yet',
    practise: 'Or try it now with a practice voice message.',
  },
  calls: {
    region: (who: string) => `Call with ${who}`,
    directions: { incoming: 'Incoming', outgoing: 'Outgoing' },
    states: callStates,
    muted: 'muted',
    elapsed: 'Time on this call',
    captions: 'Captions',
    ended: (outcome: CallOutcome) =>
      outcome === 'answered' ? 'Nothing was said.' : sentence(describeOutcome(outcome)),
    nothingSaidYet: 'Nothing was said yet.',
    nothingSaid: 'Nothing was said.',
    ringing: { incoming: 'It is ringing.', outgoing: 'Waiting for an answer.' },
    unanswered: { incoming: 'The call was not answered.', outgoing: 'Nobody answered.' },
    caller: 'Caller',
    you: 'You',
    unheard: 'not heard:',
    mute: 'Mute agent',
    unmute: 'Unmute agent',
    mutedHow: 'The agent listens and says nothing of its own.',
    hangUp: 'Hang up',
    words: 'Words to say or note',
    wordsPlaceholder: 'Say or note…',
    say: 'Say',
    note: 'Note',
    noted: 'Noted in the thread.',
    failed: (reason: string) => `Not done: ${reason}`,
    troubles: callTroubles,
    announce: (who: string, text: string) => `${who}: ${text}`,
  },
  brief: {
    directions: { incoming: 'Call from', outgoing: 'Call to' },
    kinds: briefKinds,
    name: (number: string) => `Brief of the call with ${number}`,
    end: (how: string, silent: boolean) =>
      sentence(silent ? `${how}; no word was heard from them` : how),
    show: 'Show',
    showWords: (text: string) => `Show where it was said: ${text}`,
  },
  recentCalls: {
    title: 'Recent calls',
    none: 'There was no call yet.',
    directions: { incoming: 'From', outgoing: 'To' },
    underWay: 'under way',
    ended: 'ended',
    brief: 'Brief',
    showBrief: (number: string) => `Brief of the call with ${number}`,
    failed: (reason: string) => `The calls could not be loaded: ${reason}`,
  },
  handOver: {
    open: 'Hand over',
    title: 'Hand this call over',
    target: 'To',
    sentence: 'What the caller is told before',
    sentencePlaceholder: 'I will connect you now.',
    connect: 'Connect',
    steps: {
      announcing: (target: string) => `The caller is told; ${target} is called next.`,
      calling: (target: string) => `Calling ${target}. If nobody answers, the agent comes back.`,
      joining: (target: string) => `${target} has answered; connecting the two.`,
      joined: (target: string) =>
        `The caller is speaking with ${target}; the agent no longer listens.`,
    },
  },
  stepUp: {
    open: 'It is me',
    how: 'From here on the caller is taken for you: the agent tells what it knows, and takes your yes.',
  },
  dialler: {
    open: 'Call',
    title: 'Call somebody',
    number: 'Number',
    numberPlaceholder: '+1…, a name, extension:100 or sip:…',
    goal: 'What it is for',
    goalPlaceholder: 'optional',
    call: 'Call now',
    calling: 'Calling…',
  },
  numbers: {
    title: 'Your numbers',
    asking: 'Asking VoIPBIN…',
    none: 'The account has no number. Get one in the VoIPBIN console.',
    answerers,
    answer: 'Answer calls with Adjutant',
    undo: 'Undo',
  },
  practicePhone: {
    title: 'Practice phone, as somebody who calls',
    words: 'Words of the caller',
    placeholder: 'What does the caller say?',
    call: 'Start a call',
    say: 'Say',
    interrupt: 'Interrupt',
    hangUp: 'Hang up as caller',
  },
  composer: composerStrings,
  rehearsal: {
    banner: 'Rehearsal: nothing here is real.',
    explained: 'Practice services stand in for Carbon Voice and VoIPBIN.',
    open: 'Practise',
    voice: 'Practice voice message, as you on the go',
    voicePlaceholder: 'What would you say?',
    send: 'Send as voice message',
    sent: 'Sent. Its transcript arrives in a moment.',
    faults: 'Faults of the practice services',
    faultsOn: (count: number) => `${count} on`,
    faultFailed: (reason: string) => `Not changed: ${reason}`,
  },
  enter: {
    entering: 'Opening Adjutant…',
    used: 'This link was used already or has expired.',
    usedHow: 'A link works once and for 30 seconds. For a fresh one, use the tray or run:',
    missing: 'This page needs a link from Adjutant.',
    missingHow: 'Use the tray, or run:',
    unreachable: 'Adjutant does not answer.',
    unreachableHow:
      'It may have been stopped. Start it again, then get a fresh link from the tray or with:',
  },
  errors: {
    notConnected: 'There is no connection to Adjutant.',
    noAnswer: 'Adjutant did not answer in time.',
    connectionLost: 'The connection to Adjutant was lost.',
    requestFailed: 'Adjutant could not take the request.',
    badAnswer: 'Adjutant gave an answer that this page does not understand. Reload the page.',
    unexpected: 'Something went wrong in this window.',
  },
} as const;
