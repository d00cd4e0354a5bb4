import type { Action } from '../shared/action.ts';
import { viaWords } from '../shared/action-words.ts';
import type { MeterKind } from '../shared/meters.ts';
import type { TurnStage } from '../shared/turns.ts';
import type { ViewName } from './views/view-state.ts';

const names: Readonly<Record<ViewName, string>> = {
  search: 'Search',
  tasks: 'Tasks and reminders',
  memory: 'Notes and facts',
  contacts: 'Contacts',
  audit: 'What was done',
  meters: 'Use and cost',
  turns: 'How fast it answers',
  connections: 'Connections and checks',
  settings: 'Settings',
  setup: 'Set up Adjutant',
};

const abouts: Readonly<Record<ViewName, string>> = {
  search: 'Find what was said, on any channel',
  tasks: 'What is open, what others owe, what you will be told',
  memory: 'What the agent keeps for you; edit, delete, undo',
  contacts: 'People the agent knows by name',
  audit: 'Every action, who approved it, where and how',
  meters: 'Tokens, minutes, characters and money by day',
  turns: 'Where the time of each answer goes',
  connections: 'How each service stands, what to do, a look at every hop',
  setup: 'A guide, one thing at a time: model, Carbon Voice, phone',
  settings: 'Everything that can be changed, and secrets (Ctrl+,)',
};

const kinds: Readonly<Record<MeterKind, string>> = {
  model: 'Model',
  stt: 'Speech into text',
  tts: 'Spoken text',
  call: 'Calls',
};

const stages: Readonly<Record<TurnStage, string>> = {
  receivedAt: 'received',
  transcriptAt: 'words known',
  modelAskedAt: 'model asked',
  firstTokenAt: 'first token',
  firstSentenceAt: 'first sentence',
  firstSentAt: 'first words out',
  doneAt: 'done',
  interruptedAt: 'interrupted',
};

/** Ways to begin a message; by the command that stands for each. */
const phrases = {
  remind: {
    title: 'Remind me',
    words: 'Remind me',
    about: 'Of what and when: “tomorrow at 9 to …”',
  },
  note: { title: 'Note something', words: 'Note that', about: 'Kept, and found when needed' },
  task: { title: 'Add a task', words: 'Add a task:', about: 'With a person or a date if you like' },
} as const;

/** What the views beside the thread say. */
export const viewStrings = {
  names,
  abouts,
  close: 'Close',
  loading: 'Loading…',
  failed: (reason: string) => `Could not be loaded: ${reason}`,
  notDone: (reason: string) => `Not done: ${reason}`,
  show: 'Show',
  showSource: 'Show the message that it comes from',
  undo: 'Undo',
  more: 'Show more',
  palette: {
    title: 'Go to a view, or search',
    key: 'Go to a view, or search (Ctrl+K)',
    placeholder: 'Type a view, an action, or words to search for',
    results: 'Choices',
    searchFor: (words: string) => `Search the thread for “${words}”`,
    pause: 'Pause the agent',
    resume: 'Resume the agent',
    latest: 'Write to the agent',
    talk: 'Talk',
    talkAbout: 'Listens, and sends what you say; Ctrl+J does the same',
    dial: 'Call somebody',
    dialAbout: 'Opens the dialler; a number or a name can follow',
    phrases,
  },
  search: {
    label: 'Words to search for',
    placeholder: 'Search all channels',
    teach: 'Type some words: whatever was said on any channel is found as you type.',
    none: (words: string) => `Nothing was said with “${words}”.`,
    count: (count: number, more: boolean) =>
      `${count}${more ? ' or more' : ''} ${count === 1 ? 'message' : 'messages'}`,
  },
  tasks: {
    open: 'Open',
    waiting: 'Waiting for others',
    over: 'Done and dropped',
    reminders: 'Reminders',
    none: 'Nothing is open. Tell the agent: “add a task: send the contract by Friday”.',
    noReminders: 'No reminder is set. Tell the agent: “remind me tomorrow at 9 to call Ben”.',
    showOver: 'Show what is over',
    done: 'Done',
    doneOf: (title: string) => `Done: ${title}`,
    isDone: 'Done.',
    isDropped: 'Dropped.',
    reopen: (title: string) => `Undo: ${title} is open again`,
    overdue: 'overdue',
    due: (when: string) => `due ${when}`,
    from: (who: string) => `waiting for ${who}`,
    cancel: 'Call off',
    cancelOf: (text: string) => `Call off: ${text}`,
    cancelled: 'Called off.',
  },
  memory: {
    label: 'Words of a note or fact',
    placeholder: 'Filter',
    facts: 'Facts, always known',
    notes: 'Notes, found when needed',
    none: 'Nothing is kept yet. Tell the agent: “note that …”, or “remember: …”.',
    noneLike: (words: string) => `No note or fact has “${words}”.`,
    fromOthers: 'in the words of somebody else',
    edit: 'Edit',
    editOf: (text: string) => `Edit: ${text}`,
    text: 'Text of the note',
    save: 'Save',
    leave: 'Leave it',
    delete: 'Delete',
    deleteOf: (text: string) => `Delete: ${text}`,
    deleted: 'Deleted.',
    changed: 'Changed.',
  },
  contacts: {
    label: 'Name, number or address',
    placeholder: 'Filter',
    none: 'No contact is kept. Tell the agent: “Anna’s number is +1…”.',
    noneLike: (words: string) => `Nobody is known by “${words}”.`,
    call: 'Call',
    callOf: (name: string, number: string) => `Call ${number}, ${name}`,
    delete: 'Delete',
    deleteOf: (name: string) => `Delete ${name}`,
    deleted: 'Deleted.',
  },
  audit: {
    none: 'The agent has not used a tool yet.',
    state: ({ state, decidedVia }: Pick<Action, 'state' | 'decidedVia'>): string => {
      const via = decidedVia === null ? '' : ` ${viaWords[decidedVia]}`;
      switch (state) {
        case 'pending':
          return 'waits for your yes';
        case 'approved':
        case 'running':
          return `allowed${via}, under way`;
        case 'done':
          return `allowed${via}, done`;
        case 'failed':
          return `allowed${via}, failed`;
        case 'unknown':
          return `allowed${via}; whether it was done is not known`;
        case 'denied':
          return `denied${via}`;
        case 'expired':
          return 'expired unanswered';
      }
    },
    asked: (who: string, channel: string) => `for ${who}, ${channel}`,
    result: 'What came of it',
  },
  meters: {
    today: 'Today',
    tokens: (count: string) => `${count} tokens`,
    ofCap: (used: string, cap: string) => `${used} of ${cap}`,
    onCap: { warn: 'then you are warned', downgrade: 'then the next model', stop: 'then it stops' },
    tunnel: (count: string, plan: string | null) =>
      plan === null ? `${count} tunnel requests` : `${count} of ${plan} tunnel requests`,
    tunnelOf: (month: string) => `Tunnel in ${month}`,
    none: 'Nothing was used in the last 30 days.',
    prices: 'No prices are set, so no money is shown (meters.prices).',
    columns: { day: 'Day', channel: 'Channel', what: 'What', used: 'Used', cost: 'Cost' },
    kinds,
    asked: (count: string, input: string, output: string) => `${count} asked, ${input} + ${output}`,
    minutes: (minutes: string) => `${minutes} min`,
    characters: (count: string) => `${count} characters`,
    estimated: 'partly estimated',
  },
  turns: {
    none: 'No turn yet. Write to the agent, or practise a call.',
    stages,
    summary: 'From the words of the other side to the first words out',
    chart: (channel: string, total: string) => `${channel}, ${total} in all`,
    span: (from: string, to: string, ms: string) => `${from} to ${to}: ${ms}`,
  },
} as const;
