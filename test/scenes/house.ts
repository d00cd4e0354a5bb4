import { createCalendarTools } from '../../main/agent/tools/calendar.ts';
import { createPageTools } from '../../main/agent/tools/pages.ts';
import type { Page, Pages } from '../../main/agent/tools/page-ports.ts';
import { createReminderTools } from '../../main/agent/tools/reminders.ts';
import { createTaskTools } from '../../main/agent/tools/tasks.ts';
import { FakeCalendars, sampleEvent } from '../fakes/fake-calendars.ts';
import { letterSchema, outwardPhone, outwardTool } from '../fakes/outward-tools.ts';
import type { Left } from '../fakes/outward-tools.ts';
import { memoryScene } from '../main/agent/memory/memory-scene.ts';
import type { Line, Scene } from './scene.ts';

const page: Page = {
  ...{ address: 'https://example.com/news', title: 'News' },
  ...{ text: 'The bridge opens on Monday.', links: [], isCut: false },
};
const pages: Pages = { check: async () => {}, read: async () => page };

/**
 * The owner's house on Friday, 20 November 2026: two people who are known, a task (T1), a reminder (R1), a note about the
 * boiler, an appointment on Monday, and something that Carla said about the lease.
 */
export async function openHouse(scene: Scene) {
  const left: Left[] = [];
  const calendars = new FakeCalendars();
  calendars.events = [sampleEvent('2026-11-23T09:00', '2026-11-23T10:00', { title: 'Dentist' })];
  const changed = (): void => {};
  const house = await memoryScene({
    more: (store) => [
      ...createTaskTools({ book: store, changed }),
      ...createReminderTools({ book: store, changed }),
      ...createCalendarTools(calendars),
      ...createPageTools({ pages }),
      ...outwardPhone(left),
      outwardTool('send_carbon_voice_message', left, letterSchema),
    ],
  });
  await furnish(house);
  for (const line of scene.thread ?? []) await house.line(line.text, lineOf(line));
  await house.warm.reload();
  return { ...house, left };
}

type House = Awaited<ReturnType<typeof memoryScene>>;

async function furnish({ contacts, notes, ask, actions, model, line }: House): Promise<void> {
  const by = { principal: 'owner', messageId: null } as const;
  const none = { userIds: [], conversationIds: [] };
  const numbers = { phones: ['+4930123456'], emails: ['anna@quilltree.example'] };
  await contacts.save(
    { name: 'Anna Reed', note: '', ...numbers, ...none },
    { ...by, id: 'c-anna' },
  );
  const carla = { phones: [], emails: ['carla@quilltree.example'] };
  await contacts.save(
    { name: 'Carla Moss', note: '', ...carla, ...none },
    { ...by, id: 'c-carla' },
  );
  await notes.addNote({ at: 1, ...by, text: 'Boiler: the plumber is Mr Flint.' });
  const told = { principal: 'trusted', author: 'carla', conversationId: 'with carla' } as const;
  await line('The lease runs until May.', told);
  // Through the tools themselves, so that they are as the owner would have them.
  model.script = async function* (prompt) {
    if (prompt.messages.at(-1)?.role === 'tool') return yield* ['Kept.'];
    const task = { title: 'Call the dentist', due: '2026-11-27' };
    yield { type: 'tool-call', id: 'a', name: 'add_task', args: task };
    const reminder = { text: 'water the plants', at: '2026-11-21T09:00' };
    yield { type: 'tool-call', id: 'b', name: 'set_reminder', args: reminder };
  };
  await ask({
    principal: 'owner',
    channel: 'desktop',
    text: 'I have to call the dentist by the 27th, due 2026-11-27. Remind me on 2026-11-21T09:00 to water the plants.',
  });
  await actions.idle();
}

function lineOf({ by, channel = 'desktop' }: Line) {
  if (by === 'agent') {
    const said = { direction: 'out', author: 'agent', delivery: 'sent' } as const;
    return { ...said, principal: 'owner', channel } as const;
  }
  const author = { owner: 'owner', trusted: 'anna', stranger: '+12025550144' }[by];
  return { principal: by, author, channel } as const;
}
