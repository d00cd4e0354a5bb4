import { attachmentText } from '../../shared/attachments.ts';
import type { composerRequests } from '../../shared/uploads.ts';
import { newId } from '../base/ids.ts';
import type { IpcHandlers } from '../ipc/ipc-router.ts';
import type { Desk } from '../thread/desk.ts';
import type { TurnRunner } from '../thread/turn-runner.ts';
import type { DeskUploads } from './desk-uploads.ts';

export type ComposerParts = {
  readonly desk: Pick<Desk, 'send'>;
  readonly turns: Pick<TurnRunner, 'stop'>;
  readonly uploads: DeskUploads;
};

/** What the composer asks. */
export function composerHandlers({
  desk,
  turns,
  uploads,
}: ComposerParts): Pick<IpcHandlers, keyof typeof composerRequests | 'message:send'> {
  return {
    'message:send': async ({ text, uploadIds = [] }) => {
      const messageId = newId();
      const files = await uploads.keep(uploadIds, messageId);
      // Without words of its own, a message says what it consists of.
      const words = text === '' ? files.map(attachmentText).join('\n') : text;
      const sent = await desk.send(words, { id: messageId, files });
      for (const uploadId of uploadIds) await uploads.drop(uploadId);
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
