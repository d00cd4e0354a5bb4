import { attachmentText } from '../../shared/attachments.ts';
import type { IpcRequest } from '../../shared/ipc-contract.ts';
import type { composerRequests } from '../../shared/uploads.ts';
import type { IpcHandlers } from '../ipc/ipc-router.ts';
import type { Desk } from '../thread/desk.ts';
import { isKept } from '../thread/kept-message.ts';
import type { ThreadReader } from '../thread/ports.ts';
import type { TurnRunner } from '../thread/turn-runner.ts';
import type { ReadAloud } from '../voice/read-aloud.ts';
import type { DeskUploads } from './desk-uploads.ts';

export type ComposerParts = {
  readonly desk: Pick<Desk, 'send'>;
  readonly turns: Pick<TurnRunner, 'stop'>;
  readonly uploads: DeskUploads;
  readonly reader: Pick<ThreadReader, 'readMessage'>;
  readonly readAloud: Pick<ReadAloud, 'isFor' | 'wish'>;
};

type Sent = IpcRequest<'message:send'>;
type Kept = { readonly messageId: string };

/** What the composer asks. */
export function composerHandlers(
  parts: ComposerParts,
): Pick<IpcHandlers, keyof typeof composerRequests | 'message:send'> {
  const { turns, uploads } = parts;
  const sending = new Map<string, Promise<Kept>>();
  return {
    // A page that did not hear of it asks again, perhaps while the first one is still being kept.
    'message:send': (message) => {
      const { id } = message;
      const sent = sending.get(id) ?? send(parts, message).finally(() => sending.delete(id));
      sending.set(id, sent);
      return sent;
    },
    'upload:begin': async (file) => ({ uploadId: await uploads.begin(file) }),
    'upload:append': async ({ uploadId, at, data }) => ({
      received: await uploads.append({ uploadId, at, data: Buffer.from(data, 'base64') }),
    }),
    'upload:drop': async ({ uploadId }) => {
      await uploads.drop(uploadId);
      return {};
    },
    'reply:stop': async ({ replyId }) => ({ stopped: turns.stop(replyId) }),
  };
}

async function send(
  { desk, uploads, reader, readAloud }: ComposerParts,
  { id, text, uploadIds = [], hearer }: Sent,
): Promise<Kept> {
  // Its files would be looked for in vain where they were uploaded.
  if (uploadIds.length > 0 && (await isKept(reader, id))) return { messageId: id };
  const files = await uploads.keep(uploadIds, id);
  // Without words of its own, a message says what it consists of.
  const words = text === '' ? files.map(attachmentText).join('\n') : text;
  // Before it is kept: its answer may begin at once. What is sent again may have been answered.
  if (hearer && readAloud.isFor(hearer) && !(await isKept(reader, id))) readAloud.wish(id, hearer);
  const sent = await desk.send(words, { id, files });
  for (const uploadId of uploadIds) await uploads.drop(uploadId);
  return sent;
}
