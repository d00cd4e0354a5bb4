import { afterEach, beforeEach, expect, test } from 'vitest';
import { Gate } from '../../../main/base/gate.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { CarbonVoiceClient } from '../../../main/carbonvoice/client.ts';
import { CarbonVoiceFiles } from '../../../main/carbonvoice/files.ts';
import { Outgoing } from '../../../main/carbonvoice/outgoing.ts';
import { letterDispatch } from '../../../main/thread/dispatch.ts';
import type { LetterAttachment } from '../../../main/thread/dispatch.ts';
import type { Outbound } from '../../../main/thread/outbox-ports.ts';
import { FakeChannel } from '../../fakes/fake-channel.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { openMemoryLedger } from '../../fakes/memory-ledger.ts';
import { sampleReply } from '../../fakes/thread-samples.ts';
import { startCarbonVoice } from '../../peers/carbon-voice/double.ts';
import type { CarbonVoiceDouble } from '../../peers/carbon-voice/double.ts';

const { signal } = new AbortController();
const agent = { agentId: 'agent-user', taken: new Set<string>() };
const file: LetterAttachment = {
  ...{ kind: 'file', name: 'a.txt', mimeType: 'text/plain', bytes: 7 },
  ...{ path: 'files/m/1-a.txt', url: null },
};

let double: CarbonVoiceDouble;
let ledger: ReturnType<typeof openMemoryLedger>;
let outgoing: Outgoing;

beforeEach(async () => {
  double = await startCarbonVoice();
  double.becomeOld(true);
  ledger = openMemoryLedger();
  const clock = new FakeClock(Date.now());
  const token = (): Promise<string> => Promise.resolve('cv_pat_right');
  const client = new CarbonVoiceClient({ url: double.url, userAgent: 'x', token, clock });
  const files = new CarbonVoiceFiles({
    ...{ client, connection: { ready: new Gate(true) }, ledger, log: silentLogger },
    shelf: { open: (_path, type) => Promise.resolve(new Blob(['content'], { type })) },
  });
  outgoing = new Outgoing({ client, files, clock });
});
afterEach(() => double.stop());

async function write(
  text: string,
  attachments: readonly LetterAttachment[],
): Promise<Outbound | undefined> {
  const at = Date.now();
  const place = { conversationId: 'c', replyTo: null, turnId: null };
  const message = { ...sampleReply(), id: 'm', at, text, ...place };
  const dispatch = letterDispatch({ text, attachments }, new FakeChannel(), at);
  await ledger.compose({ message, recipient: null, ...dispatch });
  return (await ledger.openOutbox())[0];
}

test.each([
  ['words', 'Look', []],
  ['words with a file', 'Look', [file]],
  ['a file alone', '', [file]],
] as const)('%s whose answer was lost are found without a key', async (_name, text, along) => {
  // More than a page of the same words, by somebody else.
  for (let count = 0; count < 110; count += 1) {
    double.saidEarlier({ text: 'Look', conversationId: 'c' });
  }
  const outbound = await write(text, along);
  if (!outbound) throw new Error('nothing to send');
  double.disturb = ({ path }) => (path === '/v3/messages/start' ? 'answer-lost' : null);
  await outgoing.prepare(outbound, signal);
  await expect(outgoing.send(outbound, signal)).rejects.toMatchObject({ mayHaveArrived: true });

  const found = await outgoing.findSent(outbound, agent, signal);

  expect(found).toMatchObject({ remoteId: double.sends[0]?.id });
  expect(double.sends).toHaveLength(1);
  const taken = new Set([found?.remoteId ?? '']);
  expect(await outgoing.findSent(outbound, { ...agent, taken }, signal)).toBeNull();
});
