import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openDatabase } from '../../main/store/database.ts';
import { insertMessage } from '../../main/store/message.ts';
import { dataFile } from '../../main/store/store.ts';
import { sampleReply } from '../fakes/thread-samples.ts';

const minute = 60_000;
const topics = ['the board deck', 'the landlord', 'flights to Oslo', 'the tax return', 'dinner'];

/** A home in which `count` messages were exchanged, one every few minutes until `endsAt`. */
export async function fillStore(home: string, count: number, endsAt: number): Promise<void> {
  const file = dataFile(home, true);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const database = openDatabase(file);
  database.file.exec('BEGIN');
  for (let index = 0; index < count; index += 1) {
    const isAsked = index % 2 === 0;
    insertMessage(
      database,
      sampleReply({
        id: `m-${String(index).padStart(6, '0')}`,
        at: endsAt - (count - index) * 7 * minute,
        channel: index % 10 < 6 ? 'desktop' : 'carbonvoice',
        direction: isAsked ? 'in' : 'out',
        author: isAsked ? 'owner' : 'agent',
        text: wordsOf(index),
        delivery: isAsked ? 'handled' : 'sent',
        conversationId: null,
        replyTo: null,
        turnId: null,
      }),
    );
  }
  database.file.exec('COMMIT');
  database.file.close();
}

/** As people and models write: mostly short, sometimes formatted, now and then long. */
function wordsOf(index: number): string {
  const topic = topics[index % topics.length] ?? '';
  if (index % 2 === 0) return `What about ${topic}? That is number ${index}.`;
  if (index % 50 === 1) return Array.from({ length: 12 }, () => `More on ${topic}. `).join('\n\n');
  if (index % 6 === 1)
    return `On **${topic}**:\n\n1. First this.\n2. Then \`that\`.\n3. [Done](https://example.com/${index}).`;
  return `There is news on ${topic}: item ${index} is *on its way* and arrives on Thursday.`;
}
