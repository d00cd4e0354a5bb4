import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '../../main/base/log.ts';
import { systemClock } from '../../main/base/clock.ts';
import { CarbonVoiceClient } from '../../main/carbonvoice/client.ts';
import { openPracticeCarbonVoice } from '../../main/rehearsal/practice-carbon-voice.ts';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import { carbonVoiceContract } from './carbon-voice.contract.ts';
import { oldCarbonVoiceContract } from './carbon-voice-old.contract.ts';
import type { AgingCarbonVoice } from './carbon-voice-old.contract.ts';

carbonVoiceContract('the practice service', openPractice);
carbonVoiceContract('the double', openDouble);
oldCarbonVoiceContract('the practice service', openPractice);
oldCarbonVoiceContract('the double', openDouble);

function clientOf(url: string, pat: string): CarbonVoiceClient {
  const token = (): Promise<string> => Promise.resolve(pat);
  return new CarbonVoiceClient({ url, userAgent: 'Adjutant/1', token, clock: systemClock });
}

async function openPractice(): Promise<AgingCarbonVoice> {
  const dataDir = await mkdtemp(join(tmpdir(), 'carbon-voice-contract-'));
  const service = await openPracticeCarbonVoice(
    { dataDir, clock: systemClock, log: silentLogger, transcriptDelayMs: 0 },
    new AbortController().signal,
  );
  return {
    client: clientOf(service.url, service.pat),
    agentId: service.agentId,
    ownerId: service.ownerId,
    directId: service.directConversationId,
    groupId: service.groupConversationId,
    say: async ({ text, replyTo, inGroup = false, file }) => {
      const path = join(dataDir, file?.name ?? '');
      if (file) await writeFile(path, file.bytes);
      const files = file ? [path] : [];
      const place = replyTo === undefined ? { group: inGroup } : { replyTo };
      return (await service.sendVoiceMessage({ text, files, ...place })).messageId;
    },
    makeCursorsStale: () => service.setFault('stale-cursor', true),
    becomeOld: () => service.setFault('only-old-routes', true),
    close: async () => {
      await service.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

async function openDouble(): Promise<AgingCarbonVoice> {
  const double = await startCarbonVoice();
  const ownerId = double.ownerId ?? '';
  // Its own name for the conversation of the agent with one person.
  const directId = `direct-${ownerId}`;
  const groupId = 'group';
  double.people.set(directId, [ownerId, double.agentId]);
  double.people.set(groupId, [ownerId, double.agentId, 'colleague']);
  return {
    client: clientOf(double.url, 'cv_pat_right'),
    agentId: double.agentId,
    ownerId,
    directId,
    groupId,
    say: ({ text, replyTo, inGroup = false, file }) => {
      const attachments = file ? [double.file(file.name, file.mimeType, file.bytes)] : [];
      const conversationId = inGroup ? groupId : directId;
      const { id } = double.say({ text, conversationId, replyTo, attachments });
      return Promise.resolve(id);
    },
    makeCursorsStale: () => {
      double.feedFault = 'stale';
    },
    becomeOld: () => double.becomeOld(true),
    close: () => double.stop(),
  };
}
