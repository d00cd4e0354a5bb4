import { withoutCitationLinks } from '../../shared/citations.ts';
import type { Channel, ThreadMessage } from '../../shared/thread.ts';
import type { ThreadReader } from './ports.ts';

const pageSize = 500;

/** The whole thread from an instant (epoch ms) on, oldest first, without holding it all. */
export async function* exportThread(
  reader: Pick<ThreadReader, 'pageAfter'>,
  since: number | null,
): AsyncIterable<ThreadMessage> {
  const from = since ?? -Number.MAX_VALUE;
  let after = null;
  for (;;) {
    const page = await reader.pageAfter({ after, since: from, limit: pageSize });
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < pageSize) return;
    after = { at: last.at, id: last.id };
  }
}

/**
 * One line of the export, in the contract's words and order. The line that tells of a call has one key more: the ids
 * of the lines that its points come from; and so has one that something goes along with.
 */
export function toExportLine(message: ThreadMessage) {
  const { id, at, brief, attachments, ...rest } = withPlainCitations(message);
  const links = brief?.points.map(({ text, messageId }) => ({ text, messageId }));
  const along = attachments?.map(({ name, mimeType, bytes, state, path }) => ({
    ...{ name, mimeType, bytes, state, path },
  }));
  return {
    ...{ id, at: new Date(at).toISOString(), ...rest },
    ...(links && { links }),
    ...(along && { attachments: along }),
  };
}

/** For people: a heading for each day, a paragraph for each message. */
export function createMarkdownWriter(): (message: ThreadMessage) => string {
  let day = '';
  return (message) => {
    const [date = '', time = ''] = new Date(message.at).toISOString().split('T');
    const heading = date === day ? '' : `## ${date}\n\n`;
    day = date;
    const mark =
      message.delivery === 'sent' || message.delivery === 'handled' ? '' : ` (${message.delivery})`;
    const words = message.text === '' ? '…' : withPlainCitations(message).text;
    return `${heading}**${nameOf(message)}**, ${channelNames[message.channel]}, ${time.slice(0, 5)} UTC${mark}\n\n${words}\n`;
  };
}

/** Outside the window nothing leads to a message that is cited. */
function withPlainCitations(message: ThreadMessage): ThreadMessage {
  if (message.direction === 'in') return message;
  const { text, heard } = message;
  return {
    ...message,
    text: withoutCitationLinks(text),
    heard: heard === null ? null : withoutCitationLinks(heard),
  };
}

const channelNames: Readonly<Record<Channel, string>> = {
  carbonvoice: 'Carbon Voice',
  desktop: 'Desktop',
  phone: 'Phone',
  sms: 'Text',
  system: 'Adjutant',
};

function nameOf({ direction, principal, author }: ThreadMessage): string {
  if (direction === 'out') return 'Adjutant';
  return principal === 'owner' ? 'You' : author;
}
