import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import type { CallHappening } from '../../../main/call/call-events.ts';
import { ReplyWriter } from '../../../main/call/call-reply-writer.ts';
import { createSpeechChunker } from '../../../main/call/speakable.ts';
import type { ReplyPart } from '../../../main/call/ports.ts';
import type { ToolOutcome } from '../../../main/agent/tools/tool.ts';
import { agentScene, sampleRequest } from '../agent/agent-scene.ts';
import { call, look, rounds } from '../agent/tool-scene.ts';

test('a tool that outlives the call is told of meanwhile, and its answer goes to the thread', async () => {
  const found = Promise.withResolvers<ToolOutcome>();
  const { tool } = look({ meanwhile: 'One moment, I am looking.', run: () => found.promise });
  const model = rounds([call('list_tasks', { to: 'Bob' })], ['You have two tasks.']);
  const { agent } = agentScene({ model, tools: [tool] });
  const [happened, late]: [CallHappening[], string[]] = [[], []];
  const writer = new ReplyWriter({
    callId: 'call-1',
    replies: {
      async *ask({ text }, signal): AsyncIterable<ReplyPart> {
        const onCall = { channel: 'phone', call: { goal: null, after: null }, text } as const;
        for await (const event of agent.reply(sampleRequest(onCall), signal)) {
          if (event.type === 'text') yield event.text;
          else if (event.type === 'working') yield event;
        }
      },
    },
    createCutter: () => createSpeechChunker({ language: 'en-US' }),
    happen: (happening) => void happened.push(happening),
    late: (text) => void late.push(text),
    stage: () => {},
    log: silentLogger,
  });
  const question = { type: 'ask-model', turnId: 1, text: 'What is to do?', after: null } as const;
  const asked = writer.ask(question, new AbortController().signal);
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
