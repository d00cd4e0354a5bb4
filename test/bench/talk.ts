import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { customerId } from '../peers/voipbin/voipbin-peer.ts';
import { AppProcess } from './app-process.ts';
import { phoneEnvironment } from './calls.ts';
import { spokenReply } from './calls-reply.ts';
import { CallsService } from './calls-service.ts';
import { installPeer } from './peer-package.ts';
import { percentiles } from './percentiles.ts';
import type { Row } from './table.ts';
import { takeTurns } from './talk-turns.ts';
import type { Heard } from './talk-turns.ts';

const number = '1';
/** Longer than the first sentence of a call takes to be played. */
const greetingMs = 2000;

const parts = [
  { part: 'first', name: 'talk: last words → first words said' },
  { part: 'sentence', name: 'talk: first sentence complete → said' },
  { part: 'quiet', name: 'talk: spoken over → flush' },
] as const;

/**
 * What a caller notices of the app as it is set by itself, beside others on the same words at the same times: a bare
 * program, the loop of VoIPBIN’s tutorial, and a voice agent of a peer’s parts.
 */
export async function benchTalk(): Promise<readonly Row[]> {
  const ours = await onApp();
  const floor = await onProgram(fileURLToPath(new URL('calls-floor.ts', import.meta.url)));
  const tutorial = await onProgram(fileURLToPath(new URL('tutorial-loop.ts', import.meta.url)));
  const peer = await installPeer();
  const theirs = peer.script === null ? null : await onProgram(peer.script);
  return parts.map(({ part, name }) => ({
    ...{ name, ...percentiles(ours[part]), floor: percentiles(floor[part]) },
    beside: [
      { name: 'tutorial’s loop', ...percentiles(tutorial[part]) },
      theirs
        ? { name: '@livekit/agents', ...percentiles(theirs[part]) }
        : {
            name: '@livekit/agents',
            missing: `not installed: ${peer.script === null ? peer.why : ''}`,
          },
    ],
  }));
}

/** With its own endpointing, and in the midst of a call. */
async function onApp(): Promise<Heard> {
  const service = new CallsService(spokenReply);
  await service.listen();
  const app = await AppProcess.start(phoneEnvironment(service.url));
  try {
    await service.subscribed();
    service.dialIn(number);
    await service.marks.seen(`greeting ${number}`);
    await delay(greetingMs);
    return await takeTurns(service, number);
  } finally {
    await app.stop();
    await service.close();
  }
}

/** A program that is given the address of the double and the id of the account. */
async function onProgram(script: string): Promise<Heard> {
  const service = new CallsService(spokenReply);
  await service.listen();
  const child = spawn(process.execPath, [script, service.url, customerId], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  try {
    await service.subscribed();
    return await takeTurns(service, number);
  } finally {
    child.kill();
    await service.close();
  }
}
