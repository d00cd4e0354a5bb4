import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import type { CallEffect, CallHappening } from '../../../main/call/call-events.ts';
import { ReplyWriter } from '../../../main/call/call-reply-writer.ts';
import { createSpeechCutter } from '../../../main/call/speakable.ts';
import type { ReplyPart } from '../../../main/call/ports.ts';
import type { AnyTool, ToolOutcome } from '../../../main/agent/tools/tool.ts';
import { sampleTool } from '../../fakes/sample-tools.ts';
import { agentScene, sampleRequest } from '../agent/agent-scene.ts';
import type { FakeModel } from '../agent/agent-scene.ts';
import { call, look, rounds } from '../agent/tool-scene.ts';
import { CallScene } from './call-scene.ts';

type Ask = Extract<CallEffect, { type: 'ask-model' }>;

const question = {
  type: 'ask-model',
  ...{ turnId: 1, keptAs: 1, text: 'What is to do?', held: false, after: null },
} as const;

/** The writer of a call before the agent itself. */
function spoken(tool: AnyTool, model: FakeModel) {
  const { agent } = agentScene({ model, tools: [tool] });
  const [happened, late]: [CallHappening[], string[]] = [[], []];
  const writer = new ReplyWriter({
    callId: 'call-1',
    replies: {
      async *ask({ text, keptAs, sure }, signal): AsyncIterable<ReplyPart> {
        const onCall = { goal: null, after: null, sure, key: `call-1 ${keptAs}` };
        const request = sampleRequest({ channel: 'phone', call: onCall, messageId: null, text });
        for await (const event of agent.reply(request, signal)) {
          if (event.type === 'text') yield event.text;
          else if (event.type === 'working') yield event;
        }
      },
    },
    createCutter: () => createSpeechCutter({ language: 'en-US' }),
    happen: (happening) => void happened.push(happening),
    late: (text) => void late.push(text),
    stage: () => {},
    log: silentLogger,
  });
  const ask = (change: Partial<Ask> = {}): Promise<void> =>
    writer.ask({ ...question, ...change }, new AbortController().signal);
  return { writer, happened, late, ask };
}

/** Lets everything go on that waits for nothing. */
async function rest(): Promise<void> {
  for (let round = 0; round < 20; round += 1) await turn();
}

test('a tool that outlives the call is told of meanwhile, and its answer goes to the thread', async () => {
  const found = Promise.withResolvers<ToolOutcome>();
  const { tool } = look({ meanwhile: 'One moment, I am looking.', run: () => found.promise });
  const model = rounds([call('list_tasks', { to: 'Bob' })], ['You have two tasks.']);
  const { writer, happened, late, ask } = spoken(tool, model);
  const asked = ask();
  while (happened.length === 0) await turn();
  expect(happened).toEqual([
    { type: 'reply-working', turnId: 1, words: 'One moment, I am looking.' },
  ]);
  writer.finishLater(1);
  writer.abortAll();
  found.resolve({ text: 'Two tasks.' });
  await asked;
  expect(late).toEqual(['You have two tasks.']);
});

test('nothing is done for words that the caller goes on from', async () => {
  const { tool, runs } = sampleTool({ name: 'add_task', effect: 'keeps' });
  const model = rounds([call('add_task', { to: 'Bob' })], ['Done.']);
  const { writer, ask } = spoken(tool, model);
  const early = ask({ held: true });
  await rest();
  expect(runs).toEqual([]);
  writer.abort(1);
  await early;
  expect(runs).toEqual([]);
});

test('what was asked for early is done once the caller means it', async () => {
  const { tool, runs } = sampleTool({ name: 'add_task', effect: 'keeps' });
  const model = rounds([call('add_task', { to: 'Bob' })], ['Done.']);
  const { writer, happened, ask } = spoken(tool, model);
  const early = ask({ held: true });
  await rest();
  writer.release(1);
  await early;
  expect(runs).toHaveLength(1);
  expect(happened).toContainEqual({ type: 'reply-chunk', turnId: 1, text: 'Done.' });
});

test('an answer that is begun anew after a cough does nothing a second time', async () => {
  const { tool, runs } = sampleTool({ name: 'add_task', effect: 'keeps' });
  const wanted = call('add_task', { to: 'Bob' });
  const { ask } = spoken(tool, rounds([wanted], [], [wanted], ['It is kept.']));
  await ask();
  await ask({ turnId: 2 });
  expect(runs).toHaveLength(1);
});

test('the caller means it when the turn is over', () => {
  const scene = CallScene.live().callerSays('Remind me to call Anna.');
  expect(scene.all('ask-model')).toMatchObject([{ held: true }]);
  expect(scene.all('reply-sure')).toEqual([]);
  scene.wait(2000);
  expect(scene.all('reply-sure')).toEqual([{ type: 'reply-sure', turnId: 1 }]);
});
