import { expect, test } from 'vitest';
import { Emitter } from '../../../main/base/emitter.ts';
import { Gate } from '../../../main/base/gate.ts';
import { silentLogger } from '../../../main/base/log.ts';
import type { AttachmentClient } from '../../../main/carbonvoice/attachment-client.ts';
import { CarbonVoiceFiles } from '../../../main/carbonvoice/files.ts';
import { AttachmentRunner } from '../../../main/thread/attachment-runner.ts';
import { letterDispatch } from '../../../main/thread/dispatch.ts';
import type { ThreadNews } from '../../../main/thread/news.ts';
import { RemoteError } from '../../../shared/errors.ts';
import { FakeChannel } from '../../fakes/fake-channel.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { openMemoryLedger } from '../../fakes/memory-ledger.ts';
import { sampleReply } from '../../fakes/thread-samples.ts';

/** A message that is out with two files, of which the service has the bytes; `report` is what it hears of them. */
async function afterSend(report: AttachmentClient['report']) {
  const [ledger, clock, ready] = [openMemoryLedger(), new FakeClock(1_000_000), new Gate(true)];
  const attachments = ['a.txt', 'b.txt'].map((name) => ({
    ...({ kind: 'file', name, mimeType: 'text/plain', bytes: 7, url: null } as const),
    path: `files/m/${name}`,
  }));
  const message = { ...sampleReply(), id: 'm', replyTo: null, turnId: null };
  const dispatch = letterDispatch({ text: 'Look', attachments }, new FakeChannel(), clock.now());
  await ledger.compose({ message, recipient: null, ...dispatch });
  const sent = { remoteId: 'remote-1', conversationId: null };
  await ledger.markOutbound({ id: 'm', state: 'sent', reason: null, at: clock.now(), sent });
  for (const { id, name } of await ledger.attachmentsOf({ messageId: 'm' })) {
    await ledger.changeAttachment({ id, state: 'uploaded', reason: null, remoteId: name });
  }
  const none = (): Promise<null> => Promise.resolve(null);
  const client = { message: none, sharedMessage: none, attachments: { report } };
  const files = new CarbonVoiceFiles({
    ...{ ledger, connection: { ready }, log: silentLogger },
    client: client as unknown as ConstructorParameters<typeof CarbonVoiceFiles>[0]['client'],
    shelf: { open: () => Promise.reject(new Error('It is up already.')) },
  });
  const runner = new AttachmentRunner(
    {
      ...{ ledger, clock, log: silentLogger, carriers: [files], gate: ready },
      ...{ news: new Emitter<ThreadNews>(), shelf: { place: () => Promise.reject(new Error()) } },
    },
    new AbortController().signal,
  );
  const states = async (): Promise<readonly string[]> =>
    (await ledger.attachmentsOf({ messageId: 'm' })).map(({ state }) => state);
  return { clock, runner, states };
}

test('a file that is whole stays so, however long another one of its message fails', async () => {
  const told: string[] = [];
  const { clock, runner, states } = await afterSend(({ attachmentId }, { status }) => {
    told.push(`${attachmentId} ${status}`);
    const broken = new RemoteError('X', 'It failed.', { status: 500 });
    return attachmentId === 'a.txt' ? Promise.resolve() : Promise.reject(broken);
  });

  await runner.takeUp();
  await clock.advanceAsync(10_000);
  expect(await states()).toEqual(['sent', 'uploaded']);
  await clock.advanceAsync(2 * 3_600_000);

  expect(await states()).toEqual(['sent', 'failed']);
  expect(told.filter((one) => one.startsWith('a.txt'))).toEqual([
    ...['a.txt Uploading', 'a.txt Uploaded'],
  ]);
});
