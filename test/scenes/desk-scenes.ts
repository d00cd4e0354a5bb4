import type { Scene } from './scene.ts';

/** It is Friday, 20 November 2026, 10:05 in Berlin. */
export const deskScenes: readonly Scene[] = [
  {
    name: 'a task with a date and a person',
    says: 'I have to send Anna the contract by Tuesday.',
    calls: [
      {
        tool: 'add_task',
        args: { title: /contract/iu, due: /^2026-11-24/u },
        scripted: { title: 'Send the contract', due: '2026-11-24', people: ['Anna'] },
        becomes: 'done',
      },
    ],
    never: ['send_carbon_voice_message', 'place_call'],
  },
  {
    name: 'a follow-up that waits for somebody',
    says: 'Bruno promised me the figures by Wednesday. Keep an eye on that.',
    calls: [
      {
        tool: 'add_task',
        args: { waitingFor: /Bruno/u, due: /^2026-11-25/u },
        scripted: { title: 'The figures', waitingFor: 'Bruno', due: '2026-11-25' },
        becomes: 'done',
      },
    ],
  },
  {
    name: 'what is still to be done',
    thread: [
      { by: 'owner', text: 'I have to book the train to Hamburg.' },
      { by: 'agent', text: 'Kept: book the train to Hamburg.' },
    ],
    says: 'What is still on my list?',
    calls: [{ tool: 'list_tasks', scripted: {}, becomes: 'done' }],
    never: ['add_task'],
  },
  {
    name: 'a task that is done',
    says: 'The dentist is called, you can tick that off. It was T1.',
    calls: [
      {
        tool: 'update_task',
        args: { id: 'T1', state: 'done' },
        scripted: { id: 'T1', state: 'done' },
        becomes: 'done',
      },
    ],
  },
  {
    name: 'a task that is moved',
    says: 'Move T1 to the first of December.',
    calls: [
      {
        tool: 'update_task',
        args: { id: 'T1', due: /^2026-12-01/u },
        scripted: { id: 'T1', due: '2026-12-01' },
        becomes: 'done',
      },
    ],
  },
  {
    name: 'a task that is given up',
    says: 'Forget about T1, we do not need it any more.',
    calls: [
      {
        tool: 'update_task',
        args: { id: 'T1', state: 'dropped' },
        scripted: { id: 'T1', state: 'dropped' },
        becomes: 'done',
      },
    ],
  },
  {
    name: 'a reminder at a time of today',
    says: 'Remind me at four to leave for the station.',
    calls: [
      {
        tool: 'set_reminder',
        args: { at: /^2026-11-20T16:00/u, text: /station/iu },
        scripted: { text: 'leave for the station', at: '2026-11-20T16:00' },
        becomes: 'done',
      },
    ],
  },
  {
    name: 'a reminder in a while',
    says: 'In twenty minutes remind me of the oven.',
    calls: [
      {
        tool: 'set_reminder',
        args: { text: /oven/iu },
        scripted: { text: 'the oven', inMinutes: 20 },
        becomes: 'done',
      },
    ],
  },
  {
    name: 'a reminder that repeats',
    says: 'Every weekday at nine remind me to look at the numbers.',
    calls: [
      {
        tool: 'set_reminder',
        args: { repeat: /\S/u, text: /number/iu },
        scripted: { text: 'look at the numbers', repeat: 'every weekday at 9' },
        becomes: 'done',
      },
    ],
  },
  {
    name: 'a reminder on another clock',
    says: 'Remind me on Monday at 9 am New York time to call the lawyers there.',
    calls: [
      {
        tool: 'set_reminder',
        args: {
          at: /^2026-11-23T(?:09|15):00/u,
          timeZone: (value) =>
            value === 'America/New_York' || value === undefined || value === null,
        },
        scripted: {
          text: 'call the lawyers in New York',
          at: '2026-11-23T09:00',
          timeZone: 'America/New_York',
        },
        becomes: 'done',
      },
    ],
    never: ['place_call'],
  },
  {
    name: 'a reminder that is not wanted any more',
    says: 'Cancel reminder R1.',
    calls: [
      { tool: 'cancel_reminder', args: { id: 'R1' }, scripted: { id: 'R1' }, becomes: 'done' },
    ],
  },
  {
    name: 'a note',
    says: 'Note that the Wi-Fi in the Hamburg office is called Alster.',
    calls: [
      {
        tool: 'save_note',
        args: { text: /Alster/u },
        scripted: { text: 'The Wi-Fi in the Hamburg office is called Alster.' },
        becomes: 'done',
      },
    ],
  },
  {
    name: 'a lasting fact',
    says: 'For good: I never take meetings before ten.',
    calls: [
      {
        tool: 'save_note',
        args: { text: /meeting/iu, kind: 'fact' },
        scripted: { text: 'The owner never takes meetings before ten.', kind: 'fact' },
        becomes: 'done',
      },
    ],
  },
  {
    name: 'a note that is looked up',
    says: 'What did I note about the boiler?',
    calls: [
      {
        tool: 'search_notes',
        args: { words: /boiler/iu },
        scripted: { words: 'boiler' },
        becomes: 'done',
      },
    ],
  },
  {
    name: 'a note that has changed',
    says: 'My note about the boiler is wrong: the plumber is Mr Stone now. Please correct it.',
    calls: [
      { tool: 'search_notes', scripted: { words: 'boiler' }, becomes: 'done' },
      {
        tool: 'edit_note',
        args: { text: /Stone/u },
        scripted: { id: 'NOTE', text: 'Boiler: the plumber is Mr Stone.' },
        becomes: 'done',
      },
    ],
  },
  {
    name: 'a note that is to go',
    says: 'Delete my note about the boiler.',
    calls: [
      { tool: 'search_notes', scripted: { words: 'boiler' }, becomes: 'done' },
      { tool: 'delete_note', scripted: { id: 'NOTE' }, becomes: 'done' },
    ],
  },
  {
    name: 'something said long ago',
    says: 'What did Carla tell me about the lease last month?',
    calls: [
      {
        tool: 'search_thread',
        args: { words: /lease/iu },
        scripted: { words: 'lease' },
        becomes: 'done',
      },
    ],
  },
  {
    name: 'a number that is new',
    says: 'Save Dario Conti as a contact, his number is +39 06 1234 5678.',
    calls: [
      {
        tool: 'add_contact',
        args: { name: /Dario/u },
        scripted: { name: 'Dario Conti', phones: ['+390612345678'] },
        becomes: 'done',
      },
    ],
  },
  {
    name: 'a number that is known',
    says: 'What is Anna’s number?',
    calls: [
      { tool: 'find_contact', args: { who: /Anna/u }, scripted: { who: 'Anna' }, becomes: 'done' },
    ],
    never: ['place_call'],
  },
  {
    name: 'small talk that needs nothing',
    says: 'Good morning! How are you?',
    calls: [],
    never: ['add_task', 'save_note', 'set_reminder', 'send_carbon_voice_message'],
  },
];
