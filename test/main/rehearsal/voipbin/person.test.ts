import { expect, test } from 'vitest';
import type { CallerScript } from '../../../../main/rehearsal/voipbin/caller-script.ts';
import * as does from '../../../../main/rehearsal/voipbin/caller-script.ts';
import type { Json, Practice } from './harness.ts';
import {
  answeredCall,
  openPractice,
  openSpeaking,
  listen,
  request,
  startTranscribe,
} from './harness.ts';

type Scene = Practice & {
  readonly callId: string;
  readonly begun: number;
  /** The agent speaks. */
  readonly agent: (text: string) => Promise<void>;
  /** What the person said: words, start and end since the call began. */
  readonly said: () => readonly (readonly unknown[])[];
};

async function openScene(script: CallerScript): Promise<Scene> {
  const practice = await openPractice();
  const { service, clock } = practice;
  const begun = clock.now();
  const callId = await answeredCall(service, script);
  const speakingId = await openSpeaking(service, callId);
  return {
    ...practice,
    callId,
    begun,
    agent: async (text) => {
      await request(service, 'POST', `/speakings/${speakingId}/say`, { text });
    },
    said: () =>
      service.records().said.map(({ text, startedAt, endedAt }) => {
        return [text, startedAt - begun, endedAt === null ? null : endedAt - begun];
      }),
  };
}

async function finals({ service }: Scene, id: string): Promise<readonly unknown[]> {
  const { body } = await request(service, 'GET', `/transcripts?transcribe_id=${id}`);
  return (body['result'] as readonly Json[])
    .map((line) => [line['direction'], line['message']])
    .toReversed();
}

test('says and pauses, one after the other, and then stays on the line', async () => {
  const scene = await openScene([does.say('One.'), does.pause(1000), does.say('Two.')]);
  scene.clock.advance(10_000);
  expect(scene.said()).toEqual([
    ['One.', 0, 400],
    ['Two.', 1400, 1800],
  ]);
  expect(scene.service.calls()[0]?.status).toBe('progressing');
});

test('waits for the agent to speak and then to be silent for a while', async () => {
  const script = [does.waitForSpeech(), does.waitForSilence(500), does.say('Now.')];
  const scene = await openScene(script);
  scene.clock.advance(1000);
  await scene.agent('One. Two.');
  scene.clock.advance(600);
  await scene.agent('Three.');
  scene.clock.advance(5000);
  expect(scene.said()).toEqual([['Now.', 1000 + 400 + 400 + 600 + 500, 3300]]);
});

test('waits for a greeting only so long', async () => {
  const greeted = await openScene([does.waitForSpeech(4000), does.say('Now.')]);
  greeted.clock.advance(1000);
  await greeted.agent('One.');
  greeted.clock.advance(9000);
  expect(greeted.said()).toEqual([['Now.', 1000, 1400]]);
  const alone = await openScene([does.waitForSpeech(4000), does.say('Now.')]);
  alone.clock.advance(9000);
  expect(alone.said()).toEqual([['Now.', 4000, 4400]]);
});

test('interrupts the agent while it speaks', async () => {
  const scene = await openScene([does.interrupt('Wait.', { afterMs: 200 })]);
  scene.clock.advance(1000);
  await scene.agent('A long sentence for you.');
  scene.clock.advance(5000);
  expect(scene.said()).toEqual([['Wait.', 1200, 1700]]);
});

test('shows by a small word that it listens', async () => {
  const scene = await openScene([does.backchannel()]);
  await scene.agent('A long sentence for you.');
  scene.clock.advance(5000);
  expect(scene.said()).toEqual([['Mm-hmm.', 500, 1200]]);
});

test('coughs: speech begins and ends and there is no transcript', async () => {
  const scene = await openScene([does.pause(100), does.cough(300)]);
  const client = await listen(scene.service, ':transcribe:transcribe_speech');
  const id = await startTranscribe(scene.service, scene.callId);
  scene.clock.advance(5000);
  await client.sync();
  expect(client.frames).toHaveLength(2);
  expect(client.frames.every((frame) => !('message' in frame))).toBe(true);
  expect(await finals(scene, id)).toEqual([]);
});

test('echoes what the agent said as if it came from the caller', async () => {
  const scene = await openScene([does.echo(), does.say('Me.')]);
  const id = await startTranscribe(scene.service, scene.callId);
  await scene.agent('One. Two.');
  scene.clock.advance(5000);
  expect(await finals(scene, id)).toEqual([
    ['in', 'One.'],
    ['out', 'One.'],
    ['in', 'Me.'],
    ['out', 'Two.'],
  ]);
});

test('brings split transcripts, and one without events', async () => {
  const scene = await openScene([
    does.pause(100),
    does.say('one two three', { split: 3 }),
    does.say('four', { withEvents: false }),
  ]);
  const id = await startTranscribe(scene.service, scene.callId, { direction: 'in' });
  scene.clock.advance(5000);
  expect(await finals(scene, id)).toEqual([
    ['in', 'one'],
    ['in', 'two'],
    ['in', 'three'],
    ['in', 'four'],
  ]);
});

test('is not understood before a transcription runs', async () => {
  const scene = await openScene([does.say('Too early.'), does.pause(1000), does.say('Heard.')]);
  scene.clock.advance(100);
  const id = await startTranscribe(scene.service, scene.callId);
  scene.clock.advance(5000);
  expect(await finals(scene, id)).toEqual([['in', 'Heard.']]);
});

test('hangs up in the middle, and nothing more is said or waited for', async () => {
  const scene = await openScene([does.say('One.'), does.hangUp(), does.say('Never.')]);
  scene.clock.advance(400);
  expect(scene.said()).toEqual([['One.', 0, 400]]);
  expect(scene.service.calls()[0]?.status).toBe('hangup');
  expect(scene.clock.pending).toBe(0);
});

test('breaks off its own words when the other side hangs up', async () => {
  const scene = await openScene([does.say('One two three four.'), does.silence()]);
  scene.clock.advance(500);
  await request(scene.service, 'POST', `/calls/${scene.callId}/hangup`);
  scene.clock.advance(200);
  expect(scene.said()).toEqual([['One two three four.', 0, 700]]);
  expect(scene.clock.pending).toBe(0);
});
