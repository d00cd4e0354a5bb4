import { expect, onTestFinished, test } from 'vitest';
import { Gate } from '../../../main/base/gate.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { CarbonVoiceClient } from '../../../main/carbonvoice/client.ts';
import { CarbonVoiceFiles } from '../../../main/carbonvoice/files.ts';
import { Outgoing } from '../../../main/carbonvoice/outgoing.ts';
import { letterDispatch } from '../../../main/thread/dispatch.ts';
import { FakeChannel } from '../../fakes/fake-channel.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { openMemoryLedger } from '../../fakes/memory-ledger.ts';
import { sampleReply } from '../../fakes/thread-samples.ts';
import { startCarbonVoice } from '../../peers/carbon-voice/double.ts';

const { signal } = new AbortController();

test('what the service confirms is sent, although what it tells of the attachments cannot be kept', async () => {
  const double = await startCarbonVoice();
  onTestFinished(() => double.stop());
  const ledger = openMemoryLedger();
  const clock = new FakeClock(Date.now());
  const token = (): Promise<string> => Promise.resolve('cv_pat_right');
  const client = new CarbonVoiceClient({ url: double.url, userAgent: 'x', token, clock });
  const open = () => Promise.resolve(new Blob(['content']));
  const connection = { ready: new Gate(true) };
  const shared = { client, connection, ledger, shelf: { open }, log: silentLogger };
  const files = new CarbonVoiceFiles(shared);
  const outgoing = new Outgoing({ client, files, clock });
  const link = { kind: 'link', name: 'a', url: 'https://a.example/' } as const;
  const file = { kind: 'file', name: 'a.txt', url: null } as const;
  const attachments = [
    { ...link, mimeType: null, bytes: null, path: null },
    { ...file, mimeType: 'text/plain', bytes: 7, path: 'files/m/1-a.txt' },
  ];
  const letter = letterDispatch({ text: 'Hello', attachments }, new FakeChannel(), clock.now());
  const message = { ...sampleReply(), id: 'm', conversationId: null, replyTo: null, turnId: null };
  await ledger.compose({ message, recipient: 'user:pat', ...letter });
  const [outbound] = await ledger.openOutbox();
  if (!outbound) throw new Error('nothing to send');
  await outgoing.prepare(outbound, signal);
  ledger.failNext('changeAttachment');

  const sent = await outgoing.send(outbound, signal);
  expect(sent.remoteId).toBe(double.sends[0]?.id);

  await ledger.markOutbound({ id: 'm', state: 'sent', reason: null, at: clock.now(), sent });
  for (const one of await ledger.openAttachments()) {
    for await (const change of files.finish(one, signal)) await ledger.changeAttachment(change);
  }
  expect(double.sends).toHaveLength(1);
  expect(double.sends[0]?.attachments).toMatchObject([
    { type: 'link', link: 'https://a.example/' },
    { fileName: 'a.txt', status: 'Uploaded' },
  ]);
  expect(await ledger.openAttachments()).toEqual([]);
});
